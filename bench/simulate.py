"""The queue as a simulation: how long people wait when so many submissions come to so many cells.

    python -m bench.simulate            prints the tables of docs/scaling.md
    python -m bench.simulate --write    puts them there

A submission is stored, claimed, judged and recorded. The database serves its three transactions on
its cores; a claimed submission holds a cell until it is recorded, and for a part of that time the
interpreter of the cell's worker, which all of that worker's cells share. Service times are drawn
from those measured over all problems (bench/service_times.json); those that run into the time limit
are added. Same seed, same figures.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import simpy

from bench.service_times import FILE, Cost

DOC = Path(__file__).resolve().parents[1] / "docs" / "scaling.md"
BEGIN, END = "<!-- simulated -->", "<!-- end -->"
SEED = 20_261

Steps = Generator[simpy.Event, Any, Any]

# What people send, as we expect it in a course: shares of runs, and of how submissions end.
RUNS = 0.5
WRONG, LOOPS = 0.45, 0.01
LOOP_MS = 2_600.0  # a time limit of 2 s by processor time, and what ends it

# Processor time of PostgreSQL for each of a submission's three transactions and of a worker's
# interpreter for what it does beside judging, by the containers' accounts while the Compose stack
# judged 200 submissions: docs/scaling.md.
TRANSACTION_MS = 2.7
PIPELINE_MS = 5.0
# One more worker that a notification wakes: docs/scaling.md.
NOTIFY_MS = 0.02
# From a commit to the claim where a worker is idle.
WAKE_MS = 6.0


@dataclass(frozen=True)
class Times:
    """Measured costs of one submission, by how it ends."""

    accepted: tuple[Cost, ...]
    wrong: tuple[Cost, ...]

    @classmethod
    def load(cls, file: Path = FILE) -> "Times":
        """Read what bench.service_times has written."""
        measured = json.loads(file.read_text())
        return cls(
            tuple(Cost(**cost) for cost in measured["accepted"]),
            tuple(Cost(**cost) for cost in measured["wrong_answer"]),
        )

    def draw(self, chance: random.Random) -> Cost:
        """The cost of the next submission."""
        kind = chance.random()
        if kind < LOOPS:
            return Cost(worker_ms=2.0, cell_ms=LOOP_MS)
        return chance.choice(self.wrong if kind < LOOPS + WRONG else self.accepted)

    @property
    def mean(self) -> Cost:
        """The expected cost."""
        shares = ((self.wrong, WRONG), (self.accepted, 1 - WRONG - LOOPS))
        worker = sum(p * sum(c.worker_ms for c in costs) / len(costs) for costs, p in shares)
        cell = sum(p * sum(c.cell_ms for c in costs) / len(costs) for costs, p in shares)
        return Cost(worker + LOOPS * 2.0, cell + LOOPS * LOOP_MS)


@dataclass(frozen=True)
class Layout:
    """What there is, and what comes. A cell has a core of its own."""

    name: str
    arrivals_per_second: float
    workers: int
    cells_per_worker: int
    database_cores: int = 4
    burst: float = 1.0
    """How many times more come in the middle third."""
    dies: bool = False
    """Whether a third into the time one worker is killed, and none takes its place."""
    lease_seconds: float = 8.0
    seconds: float = 120.0
    """How long people send."""


@dataclass
class Result:
    """What people saw: milliseconds from sending to the verdict."""

    layout: Layout
    judged: int
    runs_ms: list[float] = field(repr=False)
    submissions_ms: list[float] = field(repr=False)
    busy_cells: float = 0.0
    """Share of the cells' time."""
    busy_database: float = 0.0

    def quantile(self, q: float, runs: bool = False) -> float:
        """Milliseconds that a share `q` of all did not exceed."""
        ordered = sorted(self.runs_ms if runs else self.submissions_ms)
        return ordered[min(len(ordered) - 1, math.ceil(q * len(ordered)) - 1)]


class _Worker:
    def __init__(self, env: simpy.Environment) -> None:
        self.interpreter = simpy.Resource(env)
        self.alive = True
        self.busy: dict[simpy.Process, None] = {}  # in their order, unlike a set


class _World:
    """One run of the simulation. Times are in seconds."""

    def __init__(self, layout: Layout, times: Times, seed: int) -> None:
        self.layout = layout
        self.times = times
        self.chance = random.Random(seed)
        self.env = simpy.Environment()
        self.database = simpy.Resource(self.env, layout.database_cores)
        self.workers = [_Worker(self.env) for _ in range(layout.workers)]
        # A free cell is an item; the queue hands out runs before submissions.
        self.free: simpy.Store = simpy.Store(self.env)
        self.turns = simpy.PriorityResource(self.env)
        self.result = Result(layout, 0, [], [])
        self._cell_seconds = self._database_seconds = 0.0
        for _ in range(layout.cells_per_worker):
            for worker in self.workers:
                self.free.put(worker)

    def run(self) -> Result:
        """Let people send for a while, then judge what is left."""
        self.env.process(self._arrive())
        if self.layout.dies:
            self.env.process(self._kill())
        self.env.run()
        cells = self.layout.workers * self.layout.cells_per_worker
        self.result.busy_cells = self._cell_seconds / (cells * self.env.now)
        self.result.busy_database = self._database_seconds / (
            self.layout.database_cores * self.env.now
        )
        return self.result

    def _arrive(self) -> Steps:
        while self.env.now < self.layout.seconds:
            third = self.layout.seconds / 3
            middle = third <= self.env.now < 2 * third
            rate = self.layout.arrivals_per_second * (self.layout.burst if middle else 1.0)
            yield self.env.timeout(self.chance.expovariate(rate))
            self.env.process(self._submission(self.chance.random() < RUNS))

    def _kill(self) -> Steps:
        yield self.env.timeout(self.layout.seconds / 3)
        victim = self.workers[0]
        victim.alive = False
        for process in list(victim.busy):
            process.interrupt()

    def _submission(self, is_run: bool) -> Steps:
        begun = self.env.now
        cost = self.times.draw(self.chance)
        yield from self._transaction(notified=len(self.workers))
        while True:
            worker: _Worker = yield from self._claim(is_run)
            judging = self.env.process(self._judge(worker, cost))
            worker.busy[judging] = None
            done = yield judging
            worker.busy.pop(judging)
            if done:
                break
            # Nobody renews the lease; a sweep gives the submission to another.
            yield self.env.timeout(self.layout.lease_seconds)
        took = (self.env.now - begun) * 1000
        self.result.judged += 1
        (self.result.runs_ms if is_run else self.result.submissions_ms).append(took)

    def _claim(self, is_run: bool) -> Steps:
        """Wait for one's turn and a free cell of a worker that lives."""
        while True:
            with self.turns.request(priority=0 if is_run else 1) as turn:
                yield turn
                waited = self.env.now
                worker = yield self.free.get()
            if worker.alive:
                if self.env.now == waited:
                    yield self.env.timeout(WAKE_MS / 1000)
                return worker

    def _judge(self, worker: _Worker, cost: Cost) -> Steps:
        begun = self.env.now
        try:
            yield from self._transaction(notified=0)
            with worker.interpreter.request() as turn:
                yield turn
                yield self.env.timeout((cost.worker_ms + PIPELINE_MS) / 1000)
            yield self.env.timeout(cost.cell_ms / 1000)
            yield from self._transaction(notified=1)
        except simpy.Interrupt:
            return False
        self._cell_seconds += self.env.now - begun
        self.free.put(worker)
        return True

    def _transaction(self, notified: int) -> Steps:
        seconds = (TRANSACTION_MS + notified * NOTIFY_MS) / 1000
        with self.database.request() as turn:
            yield turn
            yield self.env.timeout(seconds)
        self._database_seconds += seconds


def simulate(layout: Layout, times: Times, seed: int = SEED) -> Result:
    """Run one layout."""
    return _World(layout, times, seed).run()


def cells_needed(arrivals_per_second: float, times: Times, busy: float) -> int:
    """Cells of which a share `busy` works at that rate: Little's law."""
    held_ms = times.mean.cell_ms + times.mean.worker_ms + PIPELINE_MS + 2 * TRANSACTION_MS
    return math.ceil(arrivals_per_second * held_ms / 1000 / busy)


def layouts(times: Times) -> list[Layout]:
    """The layouts of docs/scaling.md."""
    small = Layout("one machine, 4 cells", 0.0, workers=1, cells_per_worker=4)
    most = 1000 / (cells_needed(1000, times, 1.0) / 4)
    hundred = cells_needed(100, times, 0.6)
    thousand = cells_needed(1000, times, 0.6)
    return [
        *(
            replace(small, name=f"{small.name}, {share:.0%} of what it can", arrivals_per_second=r)
            for share in (0.5, 0.8, 0.95)
            for r in (most * share,)
        ),
        Layout("100 a second", 100, math.ceil(hundred / 4), 4),
        Layout("100 a second, a worker dies", 100, math.ceil(hundred / 4), 4, dies=True),
        large := Layout("1000 a second", 1000, math.ceil(thousand / 4), 4, 16, seconds=15),
        replace(large, name="1000 a second, for 5 s twice as many", burst=2.0),
        replace(large, name="1000 a second, a worker dies", dies=True),
    ]


def tables(times: Times) -> str:
    """What the simulation says, in Markdown."""
    mean = times.mean
    lines = [
        f"On the average a submission takes {mean.cell_ms:.1f} ms of a cell and"
        f" {mean.worker_ms + PIPELINE_MS:.1f} ms of its worker's interpreter. For 60 % of the cells"
        f" to be busy, 100 a second need {cells_needed(100, times, 0.6)} cells,"
        f" 1000 a second {cells_needed(1000, times, 0.6)}.",
        "",
        "| layout | a second | workers × cells | cells busy | database busy | run p50 / p95, ms |"
        " submission p50 / p95 / worst, ms |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for layout in layouts(times):
        r = simulate(layout, times)
        lines.append(
            f"| {layout.name} | {layout.arrivals_per_second:.0f} |"
            f" {layout.workers} × {layout.cells_per_worker} | {r.busy_cells:.0%} |"
            f" {r.busy_database:.0%} | {r.quantile(0.5, runs=True):.0f} /"
            f" {r.quantile(0.95, runs=True):.0f} | {r.quantile(0.5):.0f} /"
            f" {r.quantile(0.95):.0f} / {r.quantile(1.0):.0f} |"
        )
    return "\n".join(lines) + "\n"


def embedded(document: str) -> str:
    """The part of the document that the simulation writes. Raises ValueError without one."""
    begin = document.index(BEGIN) + len(BEGIN)
    return document[begin : document.index(END, begin)].strip() + "\n"


def main() -> int:
    """Print the tables, or put them into the document."""
    parser = argparse.ArgumentParser(prog="bench.simulate")
    parser.add_argument("--write", action="store_true")
    made = tables(Times.load())
    if not parser.parse_args().write:
        print(made, end="")
        return 0
    before, _, rest = DOC.read_text().partition(BEGIN)
    DOC.write_text(f"{before}{BEGIN}\n{made}{END}{rest.partition(END)[2]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
