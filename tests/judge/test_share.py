"""A share of a pool: never more cells than it may take, and an end when somebody says so."""

import threading
import time
from collections.abc import Iterator

import pytest

from judge.runner import (
    Batch,
    Call,
    Cancelled,
    CellPool,
    Job,
    Limits,
    PoolShare,
    background_cells,
)

LIMITS = Limits(cpu_seconds=200.0, memory_bytes=256 << 20)
ENDLESS = "def f():\n    while True:\n        pass\n"


@pytest.fixture(scope="module")
def two() -> Iterator[CellPool]:
    """A pool with two cells."""
    with CellPool.start(cells=2) as pool:
        yield pool


def job(code: str) -> Job:
    """A job that calls `f`."""
    return Job(code, (Batch([Call({})], call="f()", function="f"),), LIMITS)


def test_all_cells_but_one_may_be_taken() -> None:
    assert [background_cells(size) for size in (1, 2, 8)] == [1, 1, 7]


def test_work_that_waits_leaves_a_cell(two: CellPool) -> None:
    share = PoolShare(two, background_cells(two.size))
    stop = threading.Event()
    ended: list[str] = []

    def work() -> None:
        try:
            share.until(stop).run(job(ENDLESS))
        except Cancelled:
            ended.append("stopped")

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        # Three endless jobs are under way in the share, and there is a cell for who comes.
        for number in range(5):
            outcome = two.run(job(f"def f():\n    return {number}\n"))
            assert outcome.answers[0].value == number
        assert ended == []
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
    assert ended == ["stopped"] * 3


def test_stopping_ends_what_runs_and_what_waits_at_once(two: CellPool) -> None:
    share = PoolShare(two, 1)
    stop = threading.Event()
    begun = time.monotonic()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Cancelled):
        share.until(stop).run(job(ENDLESS))
    with pytest.raises(Cancelled):
        share.until(stop).run(job("def f():\n    return 1\n"))
    assert time.monotonic() - begun < LIMITS.cpu_seconds / 2  # it would go on for longer
    # Others who have the same share go on.
    assert share.run(job("def f():\n    return 1\n")).answers[0].value == 1


def test_a_share_is_closed_without_its_pool(two: CellPool) -> None:
    with PoolShare(two, 1) as share:
        assert share.environment == two.environment
    assert two.run(job("def f():\n    return 1\n")).answers[0].value == 1
