"""Kills one thing after another under a service that works, and counts what became of its work.

    python -m tests.scale.chaos [--seconds 60] [--users 4] [--workers 3] [--seed 1]

Candidates submit to two replicas without a pause, as clients should: whatever fails is sent again
with the same Idempotency-Key. Meanwhile a worker, a replica, the database or a cell is killed with
SIGKILL, by turns of chance, and started again at once. At the end everything is killed together.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from scripts.postgresql import PostgreSQL
from tests.api.support import CHOSEN, LIBRARY, PASSWORD, Server, new_name, problem_of
from tests.postgresql import free_port
from tests.scale.database import run_sql
from tests.scale.processes import Worker, replica

PATIENCE_SECONDS = 120.0
"""So long a client tries to send one submission, and the end is waited for."""
PAUSE_SECONDS = (0.5, 2.5)
BATCH = 40
PROBLEM = "gradient-checking"
RIGHT = problem_of(PROBLEM).solution
WRONG = problem_of(PROBLEM).wrong[0]
LONGER = RIGHT.replace("def gradient_check(", "def quick(") + (
    "\ndef gradient_check(*arguments):\n"
    "    total = 0\n"
    "    for i in range(400_000):\n"
    "        total += i\n"
    "    return quick(*arguments)\n"
)
CODES = ((RIGHT, "accepted"), (WRONG.code, str(WRONG.verdict)), (LONGER, "accepted"))


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission that the service has acknowledged."""

    id: str
    mode: str
    expected: str


@dataclass
class Report:
    """What became of everything."""

    seed: int
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    wrong_verdicts: int = 0
    given_up: int = 0
    judged_again: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    seconds_to_last_verdict: float = 0.0
    """From the moment when all was whole again after the last blow."""
    miscounts: list[str] = field(default_factory=list)


class Chaos:
    """The processes, the candidates and the killer."""

    def __init__(self, folder: Path, seed: int, users: int, workers: int) -> None:
        self.random = random.Random(seed)
        self.report = Report(seed)
        self.sent: list[Sent] = []
        self.stop = threading.Event()
        self.troubles: list[str] = []
        problems = folder / "problems"
        problems.mkdir()
        for name in CHOSEN:
            shutil.copy(LIBRARY.sources[name].path, problems)
        self.database = PostgreSQL(folder / "postgresql", free_port(), durable=True)
        self.folder, self.problems = folder, problems
        self.users = users
        self.workers: list[Worker] = []
        self.replicas: list[Server] = []
        self.number_of_workers = workers

    def run(self, seconds: float) -> Report:
        """Do it all; return what came of it."""
        begun = time.monotonic()

        def tell(what: str) -> None:
            print(f"{time.monotonic() - begun:6.1f} s: {what}", file=sys.stderr, flush=True)

        with ExitStack() as stack:
            stack.enter_context(self.database)
            self.url = self.database.create("chaos")
            self._start_processes(stack)
            tell("all is up")
            clients = [
                threading.Thread(target=self._submit_for_ever, args=(number,), daemon=True)
                for number in range(self.users)
            ]
            for client in clients:
                client.start()
            self._kill_until(time.monotonic() + seconds)
            tell(f"{len(self.sent)} submissions acknowledged, {self.report.kills} killed")
            self.stop.set()
            for client in clients:
                client.join(PATIENCE_SECONDS)
            self._kill_everything()
            tell("all was killed, and is up again")
            whole = time.monotonic()
            self._wait_for_verdicts()
            self.report.seconds_to_last_verdict = round(time.monotonic() - whole, 2)
            self._count()
        return self.report

    def _start_processes(self, stack: ExitStack) -> None:
        settings = {"NABLA_RATE_SUBMIT": "off", "NABLA_RATE_RUN": "off"}
        for number in range(self.number_of_workers):
            data = self.folder / f"worker{number}"
            worker = Worker(data, self.problems, self.url, **settings)
            self.workers.append(stack.enter_context(worker))
        for number in range(2):
            data = self.folder / f"replica{number}"
            port = str(free_port())
            server = replica(data, self.problems, self.url, PORT=port, **settings)
            self.replicas.append(stack.enter_context(server))

    def _submit_for_ever(self, number: int) -> None:
        try:
            chance = random.Random(f"{self.report.seed}.{number}")
            cookies = self._register()
            while not self.stop.is_set():
                code, expected = chance.choice(CODES)
                mode = chance.choice(("submissions", "submissions", "runs"))
                made = self._insist("POST", f"/problems/{PROBLEM}/{mode}", cookies, {"code": code})
                self.sent.append(Sent(made["id"], made["mode"], expected))
                time.sleep(chance.uniform(0, 0.1))
        except Exception as error:  # noqa: BLE001  told at the end
            self.troubles.append(repr(error))

    def _register(self) -> dict[str, str]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            body = {"username": new_name(), "password": PASSWORD}
            try:
                with self.random_replica().client() as client:
                    response = client.post("/auth/register", json=body)
                    if response.status_code == 201:
                        return dict(client.cookies)
            except httpx2.TransportError:
                pass
            assert time.monotonic() < deadline, "nobody could register"
            time.sleep(0.1)

    def random_replica(self) -> Server:
        """One of the replicas, whether it is up or not."""
        return random.choice(self.replicas)

    def _insist(
        self, method: str, path: str, cookies: dict[str, str], body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Send a request to one replica or the other until one of them does it."""
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        deadline = time.monotonic() + PATIENCE_SECONDS
        told = ""
        while time.monotonic() < deadline:
            server = self.random_replica()
            try:
                with server.client() as client:
                    client.cookies.update(cookies)
                    response = client.request(method, path, json=body, headers=headers)
            except httpx2.TransportError as error:
                told = repr(error)
            else:
                if response.status_code < 300:
                    found: dict[str, Any] = response.json()
                    return found
                told = response.text
                assert response.status_code >= 500, told
            time.sleep(0.1)
        raise AssertionError(f"not done within {PATIENCE_SECONDS} s: {told}")

    def _kill_until(self, deadline: float) -> None:
        kinds: dict[str, tuple[Callable[[int], None], int]] = {
            "worker": (self._kill_worker, len(self.workers)),
            "replica": (self._kill_replica, len(self.replicas)),
            "database": (self._kill_database, 1),
            "cell": (self._kill_cell, len(self.workers)),
        }
        with ThreadPoolExecutor(8) as threads:
            down: dict[tuple[str, int], Future[None]] = {}
            while time.monotonic() < deadline:
                time.sleep(self.random.uniform(*PAUSE_SECONDS))
                kind = self.random.choice(list(kinds))
                blow, many = kinds[kind]
                target = kind, self.random.randrange(many)
                worker = ("worker", target[1]) if kind == "cell" else target
                if all(one not in down or down[one].done() for one in (target, worker)):
                    self.report.kills[kind] = self.report.kills.get(kind, 0) + 1
                    down[target] = threads.submit(blow, target[1])
            for future in down.values():
                future.result()

    def _kill_worker(self, number: int) -> None:
        self.workers[number].signal(signal.SIGKILL)
        self._start(self.workers[number])

    def _kill_replica(self, number: int) -> None:
        self.replicas[number].signal(signal.SIGKILL)
        self._start(self.replicas[number])

    def _start(self, process: Worker | Server) -> None:
        """Start a process until it stays, as whoever supervises it would."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                process.start()
                return
            except AssertionError as error:  # The database was killed meanwhile.
                if time.monotonic() > deadline:
                    raise
                print(f"started again after: {str(error)[-300:]}", file=sys.stderr)

    def _kill_database(self, _number: int) -> None:
        self.database.kill()
        self.database.start()

    def _kill_cell(self, number: int) -> None:
        process = self.workers[number].process
        assert process is not None
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            os.kill(int(self.random.choice(children)), signal.SIGKILL)

    def _kill_everything(self) -> None:
        """Kill all at once, right after a batch was taken in."""
        codes = [self.random.choice(CODES) for _ in range(BATCH)]
        entries = [{"problem": PROBLEM, "code": code} for code, _ in codes]
        made = self._insist("POST", "/batches", self._register(), {"submissions": entries})
        for item, (_, expected) in zip(made["submissions"], codes, strict=True):
            self.sent.append(Sent(item["id"], "submit", expected))
        for worker in self.workers:
            worker.signal(signal.SIGKILL)
        for server in self.replicas:
            server.signal(signal.SIGKILL)
        self._kill_database(0)
        for worker in self.workers:
            worker.launch()
        for server in self.replicas:
            server.start()
        for worker in self.workers:
            worker.wait_until_ready()

    def _wait_for_verdicts(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        unfinished = "SELECT count(*) FROM submissions WHERE status != 'done'"
        while run_sql(self.url, unfinished)[0][0] and time.monotonic() < deadline:
            time.sleep(0.05)

    def _count(self) -> None:
        """Compare what was acknowledged with what is stored, and that with what was counted."""
        report = self.report
        rows = {
            row[0]: row[1:]
            for row in run_sql(self.url, "SELECT id, status, verdict, attempt FROM submissions")
        }
        report.acknowledged = len(self.sent)
        ids = [sent.id for sent in self.sent]
        report.doubled = len(ids) - len(set(ids))
        for sent in self.sent:
            status, verdict, attempt = rows.get(sent.id, ("missing", None, 0))
            report.lost += status != "done"
            report.given_up += verdict == "judge_error"
            report.judged_again += attempt > 1
            report.wrong_verdicts += verdict not in (sent.expected, "judge_error")
        for name, stored, counted in COUNTS:
            there, kept = (sorted(map(tuple, run_sql(self.url, q))) for q in (stored, counted))
            if there != kept:
                report.miscounts.append(f"{name}: {there} stored, {kept} counted")


_ATTEMPTS = "submissions WHERE mode = 'submit' AND verdict != 'judge_error'"
COUNTS = (
    (
        "verdicts",
        f"SELECT verdict, count(*) FROM {_ATTEMPTS} GROUP BY verdict",
        "SELECT verdict, sum(count) FROM verdict_counts GROUP BY verdict",
    ),
    (
        "attempts by person",
        f"SELECT user_id, count(*) FROM {_ATTEMPTS} GROUP BY user_id",
        "SELECT user_id, sum(attempts) FROM active_days GROUP BY user_id",
    ),
    (
        "people who solved it",
        f"SELECT DISTINCT user_id FROM {_ATTEMPTS} AND verdict = 'accepted'",
        "SELECT user_id FROM journeys WHERE solved_at IS NOT NULL",
    ),
    ("events left over", "SELECT 1 WHERE false", "SELECT submission_id FROM events"),
)


def main() -> int:
    """Run with the options of the command line; print the report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nabla-chaos-") as folder:
        chaos = Chaos(Path(folder), options.seed, options.users, options.workers)
        report = chaos.run(options.seconds)
        print(json.dumps(asdict(report) | {"troubles": chaos.troubles}, indent=2))
    return int(bool(report.lost or report.doubled or report.miscounts or chaos.troubles))


if __name__ == "__main__":
    sys.exit(main())
