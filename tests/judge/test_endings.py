"""How a run's end is told when the cell itself is held up or hit, as on a busy machine."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from judge.runner import Batch, Call, CellPool, Job, Limits, Outcome

Found = TypeVar("Found")
ONE = "def f():\n    return 1\n"
ENDLESS = "def f():\n    while True:\n        pass\n"


class _Patient(Limits):
    """Limits that wait long on the clock, however busy the machine is."""

    @property
    def wall_seconds(self) -> float:
        return 60.0


LIMITS = _Patient(cpu_seconds=1.5, memory_bytes=256 << 20)


def test_a_loop_that_the_kernel_ends_first_ran_out_of_time() -> None:
    others = set(_tree(os.getpid()))
    with CellPool.start(cells=1, launcher="process") as pool:
        ended: list[Outcome] = []
        job = Job(ENDLESS, (Batch([Call({})], call="f()", function="f"),), LIMITS)
        running = threading.Thread(target=lambda: ended.append(pool.run(job)))
        zygote = _zygote(set(_tree(os.getpid())) - others)
        running.start()
        try:
            child = _first(lambda: next((p for p in _children(zygote) if _cpu(p) > 2), None))
            os.kill(zygote, signal.SIGSTOP)
            # The kernel counts in whole seconds, which take long on a busy machine: its kill is
            # brought forward, to just beyond the limit.
            _first(lambda: _cpu(child) > 100 * LIMITS.cpu_seconds or _has_ended(child) or None)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            _first(lambda: _has_ended(child) or None)
        finally:
            os.kill(zygote, signal.SIGCONT)
            running.join(60)
        assert [outcome.ending for outcome in ended] == ["time"]
        assert ended[0].cpu_ms >= 1000 * LIMITS.cpu_seconds


def test_a_child_that_the_machine_ends_before_its_job_fails_its_cell_and_not_the_job() -> None:
    others = set(_tree(os.getpid()))
    with CellPool.start(cells=1, launcher="process") as pool:
        # As the kernel does where memory is short: cells go first.
        os.kill(_children(_zygote(set(_tree(os.getpid())) - others))[0], signal.SIGKILL)
        job = Job(ONE, (Batch([Call({})], call="f()", function="f"),), LIMITS)
        outcome = pool.run(job)
        assert (outcome.ending, [answer.value for answer in outcome.answers]) == ("finished", [1])
        assert pool.died == 1


def test_a_run_that_the_machine_ends_is_made_again_in_another_cell() -> None:
    others = set(_tree(os.getpid()))
    with CellPool.start(cells=1, launcher="process") as pool:
        ended: list[Outcome] = []
        job = Job(ENDLESS, (Batch([Call({})], call="f()", function="f"),), LIMITS)
        running = threading.Thread(target=lambda: ended.append(pool.run(job)))
        zygote = _zygote(set(_tree(os.getpid())) - others)
        running.start()
        child = _first(lambda: next((p for p in _children(zygote) if _cpu(p) > 2), None))
        os.kill(child, signal.SIGKILL)
        running.join(60)
        assert [outcome.ending for outcome in ended] == ["time"]
        assert pool.died == 1


def _zygote(cell: set[int]) -> int:
    """The process of a cell that forks children: the lowest that has any."""
    return next(pid for pid in cell if (below := _tree(pid)) and not any(map(_children, below)))


def _tree(parent: int) -> list[int]:
    return [pid for child in _children(parent) for pid in (child, *_tree(child))]


def _first(look: Callable[[], Found | None]) -> Found:
    """What a look finds, as soon as it does; AssertionError after a minute."""
    deadline = time.monotonic() + 60
    while (found := look()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return found


def _children(parent: int) -> list[int]:
    pids = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [pid for pid in pids if _fields(pid)[1:2] == [str(parent)]]


def _has_ended(pid: int) -> bool:
    """Whether a process is a zombie, or gone."""
    return _fields(pid)[:1] in (["Z"], [])


def _cpu(pid: int) -> int:
    """Clock ticks, of ten milliseconds, that a process has used."""
    fields = _fields(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _fields(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return []
