"""Kills one thing after another under a service that works, and counts what became of its work.

    python -m tests.scale.chaos [--seconds 60] [--submissions 240] [--users 4] [--workers 3]
                                [--seed 1] [--json FILE] [--write]

Candidates spread their submissions over the time and two replicas, and do as clients should:
whatever fails is sent again with the same Idempotency-Key. Meanwhile a worker, a replica, the
database or a cell is killed with SIGKILL, by turns of chance, and started again at once. At the end
everything is killed together. `--write` puts the table into docs/scaling.md.

The promise that is held to: no submission waits longer than BOUND_SECONDS at a stretch while all
processes are up. What was down, and from when to when, is written down as it happens.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from bench.output import ROOT, markdown, replace_between
from scripts.postgresql import PostgreSQL
from tests.api.support import CHOSEN, LIBRARY, PASSWORD, Server, new_name, problem_of
from tests.postgresql import free_port
from tests.scale.database import run_sql
from tests.scale.processes import Worker, replica

BOUND_SECONDS = 15.0
"""Within so long of all being whole again, what was acknowledged is done."""
PATIENCE_SECONDS = 120.0
"""So long a client tries to send one submission, and the end is waited for."""
PAUSE_SECONDS = (0.5, 2.5)
PEACE_CHANCE, PEACE_SECONDS = 0.2, (1.0, 12.0)
"""Long enough for what a dead worker held to be found by others: see BOUND_SECONDS."""
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
    """What became of everything. Times to a verdict count from when a submission was stored."""

    seed: int
    seconds: float
    acknowledged: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    judge_error: int = 0
    wrong_verdicts: int = 0
    judged_again: int = 0
    p50_seconds: float = 0.0
    p99_seconds: float = 0.0
    worst_seconds: float = 0.0
    longest_while_whole_seconds: float = 0.0
    """The longest that one waited at a stretch while everything was up."""
    last_after_whole_seconds: float = 0.0
    """From the moment when all was whole again after the last blow to the last verdict."""
    miscounts: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def failures(self) -> list[str]:
        """In words, what was promised and did not hold."""
        found = [*self.miscounts, *self.troubles]
        for name in ("lost", "doubled", "wrong_verdicts"):
            if count := getattr(self, name):
                found.append(f"{name}: {count}")
        for name in ("longest_while_whole_seconds", "last_after_whole_seconds"):
            if (seconds := getattr(self, name)) > BOUND_SECONDS:
                found.append(f"{name}: {seconds} is more than {BOUND_SECONDS}")
        return found

    def table(self) -> str:
        """The report to read."""
        killed = ", ".join(f"{count} × {kind}" for kind, count in sorted(self.kills.items()))
        rows = [
            ("acknowledged, all of them done", str(self.acknowledged)),
            (f"killed in {self.seconds:.0f} s", killed),
            ("lost", str(self.lost)),
            ("doubled or counted wrongly", str(self.doubled + len(self.miscounts))),
            ("`judge_error` after three attempts", str(self.judge_error)),
            ("judged more than once", str(self.judged_again)),
            ("time to verdict, p50", f"{self.p50_seconds:.2f} s"),
            ("time to verdict, p99", f"{self.p99_seconds:.1f} s"),
            ("time to verdict, worst", f"{self.worst_seconds:.1f} s"),
            (
                f"longest wait while all was up (promise: {BOUND_SECONDS:.0f} s)",
                f"{self.longest_while_whole_seconds:.1f} s",
            ),
            (
                "last verdict after all was killed together and whole again",
                f"{self.last_after_whole_seconds:.1f} s",
            ),
        ]
        return markdown((f"seed {self.seed}", ""), rows)


class Outages:
    """From when to when something was down, by the clock of this machine."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float]] = []

    @contextmanager
    def down(self) -> Iterator[None]:
        """Something is down within the block."""
        begun = time.time()
        try:
            yield
        finally:
            self._spans.append((begun, time.time()))

    def longest_between(self, begin: float, end: float) -> float:
        """The longest stretch of this span, in seconds, in which nothing was down."""
        longest, whole_since = 0.0, begin
        for down, up in sorted(self._spans):
            longest = max(longest, min(down, end) - whole_since)
            whole_since = max(whole_since, up)
        return max(longest, end - whole_since)


class Chaos:
    """The processes, the candidates and the killer."""

    def __init__(self, folder: Path, seed: int, users: int, workers: int) -> None:
        self.random = random.Random(seed)
        self.report = Report(seed, 0.0)
        self.sent: list[Sent] = []
        self.outages = Outages()
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

    def run(self, seconds: float, submissions: int) -> Report:
        """Send so many, spread over that time under blows; return what came of it."""
        begun = time.monotonic()
        self.report.seconds = seconds

        def tell(what: str) -> None:
            print(f"{time.monotonic() - begun:6.1f} s: {what}", file=sys.stderr, flush=True)

        with ExitStack() as stack:
            stack.enter_context(self.database)
            self.url = self.database.create("chaos")
            self._start_processes(stack)
            tell("all is up")
            left = max(submissions - BATCH, self.users)
            shares = [left // self.users + (n < left % self.users) for n in range(self.users)]
            clients = [
                threading.Thread(target=self._submit, args=(number, share, seconds), daemon=True)
                for number, share in enumerate(shares)
            ]
            for client in clients:
                client.start()
            self._kill_until(time.monotonic() + seconds)
            tell(f"{len(self.sent)} submissions acknowledged, {self.report.kills} killed")
            for client in clients:  # What could not be sent until now is sent in peace.
                client.join(PATIENCE_SECONDS)
            self._kill_everything()
            tell("all was killed, and is up again")
            whole = time.monotonic()
            self._wait_for_verdicts()
            self.report.last_after_whole_seconds = round(time.monotonic() - whole, 2)
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

    def _submit(self, number: int, count: int, seconds: float) -> None:
        try:
            chance = random.Random(f"{self.report.seed}.{number}")
            begun = time.monotonic()
            cookies = self._register()
            for turn in range(count):
                due = begun + seconds * (turn + chance.random()) / count
                time.sleep(max(0.0, due - time.monotonic()))
                code, expected = chance.choice(CODES)
                mode = chance.choice(("submissions", "submissions", "runs"))
                made = self._insist("POST", f"/problems/{PROBLEM}/{mode}", cookies, {"code": code})
                self.sent.append(Sent(made["id"], made["mode"], expected))
        except Exception as error:  # noqa: BLE001  told at the end
            self.report.troubles.append(repr(error))

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
        """Strike until then. Now and then all may come back, and work for a while."""
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
                if self.random.random() < PEACE_CHANCE:
                    for future in down.values():
                        future.result()
                    time.sleep(self.random.uniform(*PEACE_SECONDS))
                    continue
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
        with self.outages.down():
            self.workers[number].signal(signal.SIGKILL)
            self._start(self.workers[number])

    def _kill_replica(self, number: int) -> None:
        with self.outages.down():
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
        with self.outages.down():
            self.database.kill()
            self.database.start()

    def _kill_cell(self, number: int) -> None:
        process = self.workers[number].process
        assert process is not None
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            with self.outages.down():  # for a moment: its worker replaces it
                os.kill(int(self.random.choice(children)), signal.SIGKILL)

    def _kill_everything(self) -> None:
        """Kill all at once, right after a batch was taken in."""
        codes = [self.random.choice(CODES) for _ in range(BATCH)]
        entries = [{"problem": PROBLEM, "code": code} for code, _ in codes]
        made = self._insist("POST", "/batches", self._register(), {"submissions": entries})
        for item, (_, expected) in zip(made["submissions"], codes, strict=True):
            self.sent.append(Sent(item["id"], "submit", expected))
        with self.outages.down():
            processes: list[Worker | Server] = [*self.workers, *self.replicas]
            for process in processes:
                process.signal(signal.SIGKILL)
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
        query = (
            "SELECT id, status, verdict, attempt, EXTRACT(EPOCH FROM created_at)::float,"
            " EXTRACT(EPOCH FROM finished_at)::float FROM submissions"
        )
        rows = {row[0]: row[1:] for row in run_sql(self.url, query)}
        report.acknowledged = len(self.sent)
        ids = {sent.id for sent in self.sent}
        # Each was sent until it was acknowledged: what is stored besides came of a second sending.
        report.doubled = len(self.sent) - len(ids) + len(rows.keys() - ids)
        took = []
        for sent in self.sent:
            missing = ("missing", None, 0, 0.0, 0.0)
            status, verdict, attempt, created, finished = rows.get(sent.id, missing)
            report.judged_again += attempt > 1
            if status != "done":
                report.lost += 1
                continue
            report.judge_error += verdict == "judge_error"
            report.wrong_verdicts += verdict not in (sent.expected, "judge_error")
            took.append(finished - created)
            longest = self.outages.longest_between(created, finished)
            report.longest_while_whole_seconds = round(
                max(report.longest_while_whole_seconds, longest), 2
            )
        took.sort()
        report.p50_seconds, report.p99_seconds, report.worst_seconds = (
            round(took[math.ceil(share * len(took)) - 1], 3) for share in (0.5, 0.99, 1.0)
        )
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
    parser.add_argument("--submissions", type=int, default=240)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--json", type=Path, help="write the report there too")
    parser.add_argument("--write", action="store_true", help="put the table into docs/scaling.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nabla-chaos-") as folder:
        chaos = Chaos(Path(folder), options.seed, options.users, options.workers)
        report = chaos.run(options.seconds, options.submissions)
    failures = report.failures()
    print(report.table())
    print("".join(f"FAILED: {failure}\n" for failure in failures) or "everything held")
    if options.json:
        options.json.write_text(json.dumps(asdict(report), indent=2) + "\n")
    if options.write and not failures:
        replace_between(ROOT / "docs" / "scaling.md", "chaos", report.table() + "\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
