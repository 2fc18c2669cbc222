"""A part of a pool: work that may wait, held back so that a cell stays free for who cannot."""

import threading
import time
from threading import Event
from typing import Self

from judge.runner.cell import Cell
from judge.runner.errors import Cancelled, CellDied
from judge.runner.job import Job, Outcome
from judge.runner.pool import CellPool, CellState
from judge.runner.run import OnAnswer

# Nothing waits for ever: somebody who holds a place for so long will not give it back.
_TURN_SECONDS = 600.0
_LOOK_SECONDS = 0.1


class PoolShare(CellPool):
    """Runs jobs in another pool's cells, in at most `cells` of them at once, over all its users.

    Closing it closes nothing. Thread-safe.
    """

    def __init__(self, pool: CellPool, cells: int) -> None:
        """Share `pool`. Of a pool with one cell, that one is shared."""
        self._pool = pool
        self._places = threading.BoundedSemaphore(cells)
        self._stop: Event | None = None
        self.size = cells
        self.launcher = pool.launcher
        self.hello = pool.hello

    def until(self, stop: Event) -> Self:
        """Return the same share for somebody who ends all work by `stop`: runs raise Cancelled."""
        bound = type(self).__new__(type(self))
        bound.__dict__.update(self.__dict__)
        bound._stop = stop
        return bound

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: Event | None = None
    ) -> Outcome:
        """Run a job when a place is free. Raises what CellPool.run raises, and Cancelled."""
        self._take_place(cancel)
        try:
            outcome = self._pool.run(job, on_answer, cancel or self._stop)
        finally:
            self._places.release()
        self._raise_if_stopped()
        return outcome

    def _take_place(self, cancel: Event | None) -> None:
        deadline = time.monotonic() + _TURN_SECONDS
        while time.monotonic() < deadline:
            self._raise_if_stopped()
            if cancel is not None and cancel.is_set():
                raise Cancelled("the work was stopped before it began")
            if self._places.acquire(timeout=_LOOK_SECONDS):
                return
        raise CellDied("no place in the shared pool became free")

    def _raise_if_stopped(self) -> None:
        if self._stop is not None and self._stop.is_set():
            raise Cancelled("the work was stopped")

    def cells(self) -> tuple[Cell, ...]:
        """The cells of the pool that is shared."""
        return self._pool.cells()

    def states(self) -> list[CellState]:
        """How the cells of the pool that is shared are."""
        return self._pool.states()

    def recycle(self) -> int:
        """Replace the cells of the pool that is shared."""
        return self._pool.recycle()

    def mend(self) -> None:
        """Replace those that are gone, in the pool that is shared."""
        self._pool.mend()

    def close(self) -> None:
        """Do nothing: the cells belong to the pool."""


def background_cells(size: int) -> int:
    """How many of `size` cells work that may wait is allowed to take: all but one, at least one."""
    return max(size - 1, 1)
