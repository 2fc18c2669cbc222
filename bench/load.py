"""Many people at once: how much is judged a second, how long each waits, and who suffers."""

import contextlib
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from bench.service import Person, Service

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


def throughput(service: Service, code: str, seconds: float) -> list[dict[str, float]]:
    """Submissions over HTTP with each of `CLIENTS`; every one must end accepted."""
    people = [service.new_person() for _ in range(max(CLIENTS))]
    try:
        return [asdict(_load(people[:number], code, seconds)) for number in CLIENTS]
    finally:
        for person in people:
            person.close()


def _load(people: list[Person], code: str, seconds: float) -> Load:
    times: list[float] = []
    lost = [0]
    end = time.monotonic() + seconds

    def work(person: Person) -> None:
        while time.monotonic() < end:
            begun = time.perf_counter()
            try:
                person.accepted(code)
            except Exception:  # noqa: BLE001  whatever it was: this one has no verdict
                lost[0] += 1
            times.append((time.perf_counter() - begun) * 1000)

    begun = time.monotonic()
    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - begun
    return Load(
        clients=len(people),
        judged=len(times) - lost[0],
        lost=lost[0],
        per_second=(len(times) - lost[0]) / elapsed,
        p50_ms=_quantile(times, 50),
        p90_ms=_quantile(times, 90),
        p99_ms=_quantile(times, 99),
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
