"""What a run costs, in counts that do not depend on how busy the machine is."""

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from judge import Published, Verdict, judge
from judge.judging import job_of
from judge.runner import CellPool, stand_back
from judge.runner.control import Control
from tests.judge.running_total import judged, published
from tests.judge.ways import eventually

_RUNS = 20
_SLEPT_SECONDS = 0.05


@pytest.fixture(scope="module")
def cell() -> Iterator[CellPool]:
    with CellPool.start(cells=1, launcher="process") as pool:
        yield pool


@pytest.fixture(scope="module")
def total(cell: CellPool) -> Published:
    made = published(cell)
    for _ in range(3):
        judge(made, made.problem.solution, cell)
    return made


def test_a_run_writes_to_few_pages(total: Published, cell: CellPool) -> None:
    zygote = _zygote(cell)
    before = _faults(zygote)
    for _ in range(_RUNS):
        judge(total, total.problem.solution, cell)
    own, children = ((b - a) / _RUNS for a, b in zip(before, _faults(zygote), strict=True))
    # A page that is shared since the fork is copied when it is first written to, by either side.
    # A hundred fewer where there are huge pages for code.
    assert children < 600
    assert own < 110


def test_a_cell_stays_on_its_core_until_two_runs_have_had_to_wait(total: Published) -> None:
    cores = os.sched_getaffinity(0)
    with CellPool.start(cells=1, launcher="process") as fresh:
        zygote = _zygote(fresh)
        assert os.sched_getaffinity(zygote) == cores
        _wait_in_a_run(total, fresh)
        assert len(os.sched_getaffinity(zygote)) == 1
        _wait_in_a_run(total, fresh)
        eventually(lambda: os.sched_getaffinity(zygote) == cores, "a cell that goes anywhere")


def _wait_in_a_run(total: Published, cell: CellPool) -> None:
    """To the clocks, one that sleeps looks like one that waits for its core."""
    sleep = f"np.__builtins__['__import__']('time').sleep({_SLEPT_SECONDS}); return np.cumsum(x)"
    assert judged(total, cell, sleep).verdict is Verdict.ACCEPTED


def test_a_thread_that_stands_back_interrupts_nothing_and_its_cells_are_as_ever(
    total: Published,
) -> None:
    def work() -> int:
        stand_back()
        assert judge(total, total.problem.solution, fresh).verdict is Verdict.ACCEPTED
        return os.sched_getscheduler(0)

    with (
        CellPool.start(cells=1, launcher="process", recycle_after=1) as fresh,
        ThreadPoolExecutor(1) as threads,
    ):
        assert threads.submit(work).result() == os.SCHED_BATCH
        # Whoever starts a process hands its manners on: here, the next cell.
        eventually(lambda: fresh.replaced == 1, "a cell in the place of the one that has served")
        assert os.sched_getscheduler(_zygote(fresh)) == os.SCHED_OTHER
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_the_judge_reads_and_writes_few_times(total: Published, cell: CellPool) -> None:
    before = _reads_and_writes()
    for _ in range(_RUNS):
        judge(total, total.problem.solution, cell)
    calls = (_reads_and_writes() - before) / _RUNS
    # What is read is printed text, answers and two ends; what is sent goes through sockets.
    assert calls < 11


def test_a_cell_says_one_word_a_run_and_waits_for_none_between_two(
    total: Published, cell: CellPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each word wakes the judge, and one that it had to answer would leave the core with nothing
    # to do meanwhile.
    words: list[str] = []

    def receive(control: Control) -> dict[str, Any]:
        message = real(control)
        words.append(next(iter(message)))
        return message

    real = Control.receive
    monkeypatch.setattr(Control, "receive", receive)
    for _ in range(_RUNS):
        judge(total, total.problem.solution, cell)
    assert words == ["exit"] * _RUNS


def test_a_verdict_does_not_wait_until_the_child_has_been_taken_apart(
    total: Published, cell: CellPool
) -> None:
    # Told by the child that it is done, the zygote reports it as it is; one that hung up instead
    # has to have ended first, with a status of its own.
    outcome = cell.run(job_of(total, total.problem.solution))
    assert (outcome.ending, outcome.status) == ("finished", 0)


def _zygote(cell: CellPool) -> int:
    """The process that forks the newest pool's children: the one that we started, or its child.

    In namespaces it is the child; the pool has one cell.
    """
    # Not the one of the highest number: numbers begin again where many processes have been.
    first = max(_children(os.getpid()), key=_start_ticks)
    return _children(first)[0] if cell.hello["namespaces"] else first


def _children(parent: int) -> list[int]:
    """Processes of cells that `parent` has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            above = int(_stat(int(folder.name))[1])
            if above == parent and b"--control" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def _start_ticks(pid: int) -> int:
    """When the process began, in the kernel's ticks since the machine's start."""
    return int(_stat(pid)[19])


def _faults(pid: int) -> tuple[int, int]:
    """Page faults of the process, and of its children that have ended."""
    fields = _stat(pid)
    return int(fields[7]), int(fields[8])


def _stat(pid: int) -> list[str]:
    """What the kernel tells of a process, from its state on; OSError where it is gone."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _reads_and_writes() -> int:
    lines = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(lines["syscr"]) + int(lines["syscw"])
