"""What a submission costs, over all problems: what the simulation draws from.

    python -m bench.service_times          writes bench/service_times.json

The reference solution and the first wrong one of each problem are judged in one cell. Processor
time is what counts, so that a busy machine measures as a quiet one does: that of the worker, whose
interpreter all its cells share, and that of the cell, which has a core.
"""

import contextlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.output import about_machine
from judge import Published, judge, publish
from judge.gate import PublishError
from judge.runner import CellPool
from judge.spec import load_library

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "bench" / "service_times.json"
_TIMES = 20
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time for one submission."""

    worker_ms: float
    cell_ms: float


def measure(published: Published, code: str, pool: CellPool) -> Cost:
    """The cost of one submission, on the average of many."""
    judge(published, code, pool)
    own, others = time.process_time(), _ms_of_descendants()
    for _ in range(_TIMES):
        judge(published, code, pool)
    own_ms = (time.process_time() - own) * 1000
    others_ms = _ms_of_descendants() - others
    return Cost(round(own_ms / _TIMES, 2), round(others_ms / _TIMES, 2))


def _ms_of_descendants() -> float:
    """Processor time of the cells and of all the children that they have had."""
    total = 0.0
    for pid in _descendants(os.getpid()):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue  # a child that has just ended: its cell has its time now
        total += sum(map(int, fields[11:15])) * _TICK_MS  # utime, stime, cutime, cstime
    return total


def _descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from _descendants(child)


def main() -> int:
    """Measure and write."""
    accepted, wrong = [], []
    library = load_library(ROOT / "problems")
    with CellPool.start(cells=1) as pool:
        for name, source in sorted(library.sources.items()):
            try:
                published = publish(source, pool)
            except PublishError as error:
                print(f"{name}: {error}", file=sys.stderr)
                continue
            accepted.append(measure(published, published.problem.solution, pool))
            for mistake in published.problem.wrong[:1]:
                if mistake.verdict == "wrong_answer":
                    wrong.append(measure(published, mistake.code, pool))
            print(f"{name}: {accepted[-1]}", file=sys.stderr)
    machine = about_machine()["machine"]
    measured = {
        "machine": f"{machine['cores']} cores, Linux {machine['kernel']}, {platform.machine()},"
        f" Python {machine['python']}",
        "accepted": [asdict(cost) for cost in accepted],
        "wrong_answer": [asdict(cost) for cost in wrong],
    }
    FILE.write_text(json.dumps(measured, indent=None).replace("}, ", "},\n ") + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
