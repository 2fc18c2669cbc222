"""Many people at once: how much is judged a second, how long each waits, and who suffers."""

import base64
import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bench.output import ROOT
from bench.service import ACCEPTED, Person, Service
from judge.spec import Problem

CLIENTS = (1, 2, 4, 16, 64)
_ENDLESS = "while True:\n    pass\n"
_FLOOD = 20
_QUIET_ROUNDS = 60


@dataclass(frozen=True)
class Load:
    """What so many clients got, each sending its next submission when the last was judged."""

    clients: int
    judged: int
    lost: int
    per_second: float
    p50_ms: float
    p90_ms: float
    p99_ms: float
    client_ms: float
    """Milliseconds of CPU that the clients took for one submission."""


def throughput(
    service: Service, problems: dict[str, Problem], seconds: float
) -> list[dict[str, Any]]:
    """Reference solutions over HTTP, with each of `CLIENTS`; every one must end accepted."""
    people = [service.new_person() for _ in range(max(CLIENTS))]
    try:
        return [
            {"problem": name, **asdict(load(people[:number], problem, seconds))}
            for name, problem in problems.items()
            for number in CLIENTS
        ]
    finally:
        for person in people:
            person.close()


def load(people: list[Person], problem: Problem, seconds: float) -> Load:
    """So many clients, in a process of their own: see `bench.clients`."""
    requests = [person.submission(problem.solution, problem.id) for person in people]
    order = {
        "address": people[0].address,
        "requests": [base64.b64encode(request).decode() for request in requests],
        "accepted": ACCEPTED.decode(),
        "seconds": seconds,
    }
    ran = subprocess.run(
        [sys.executable, "-I", str(ROOT / "bench" / "clients.py")],
        input=json.dumps(order), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found = json.loads(ran.stdout)
    times = found["times_ms"]
    return Load(
        clients=len(people),
        judged=len(times),
        lost=found["lost"],
        per_second=len(times) / found["seconds"],
        p50_ms=_quantile(times, 50),
        p90_ms=_quantile(times, 90),
        p99_ms=_quantile(times, 99),
        client_ms=found["cpu_ms"] / len(times),
    )


def flood(service: Service, code: str) -> dict[str, float]:
    """The p95 of one user, alone and while another floods the service with endless loops."""
    person, flooding = service.new_person(), service.new_person()
    try:
        quiet = _times(lambda: person.accepted(code), _QUIET_ROUNDS)
        with _flooded(flooding):
            under = _times(lambda: person.accepted(code), _QUIET_ROUNDS)
    finally:
        person.close()
        flooding.close()
    found = {"quiet_p95_ms": _quantile(quiet, 95), "flooded_p95_ms": _quantile(under, 95)}
    return {**found, "ratio": found["flooded_p95_ms"] / found["quiet_p95_ms"]}


@contextlib.contextmanager
def _flooded(person: Person) -> Iterator[None]:
    sent = []
    for _ in range(_FLOOD):
        sent.append(person.submit(_ENDLESS, wait=0)["id"])
    time.sleep(1)  # until one of them is being judged
    try:
        yield
    finally:
        for submission in sent:
            person.cancel(submission)


def _times(item: Callable[[], None], rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        item()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _quantile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
