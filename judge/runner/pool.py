"""A pool of cells: any thread may run a job; a broken cell is replaced and its job run again."""

import logging
import os
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import Self

from judge.runner.cell import Cell, OnAnswer
from judge.runner.errors import CellDied, SandboxUnavailable
from judge.runner.job import Job, Outcome
from judge.runner.launchers import Launcher, LauncherOptions, make_launcher

log = logging.getLogger(__name__)

_ATTEMPTS = 2
# Nothing waits for ever: a pool in which no cell gets free for so long is broken.
_FREE_SECONDS = 300.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.2, 10.0


class CellPool:
    """Serial cells, kept at their number. Thread-safe; a context manager, or call `close`.

    A cell that died, fell silent or has served its number of runs is replaced in the background;
    the others go on meanwhile.
    """

    def __init__(
        self, launcher: Launcher, cells: Sequence[Cell], recycle_after: int | None
    ) -> None:
        self._launcher = launcher
        self._recycle_after = recycle_after
        self._lock = threading.Lock()
        self._number = len(cells)
        self._idle: queue.LifoQueue[Cell] = queue.LifoQueue()
        self._all = set(cells)
        self._closed = Event()
        self._keeper = ThreadPoolExecutor(len(cells), thread_name_prefix="keeper")
        for cell in cells:
            self._idle.put(cell)
        self.size = len(cells)
        self.launcher = launcher.name
        self.hello = dict(cells[0].hello)
        self.replaced = 0

    @classmethod
    def start(
        cls,
        cells: int | None = None,
        launcher: str = "auto",
        options: LauncherOptions | None = None,
        recycle_after: int | None = None,
    ) -> Self:
        """Bring `cells` cells up (default: one a core). Raises SandboxUnavailable.

        `recycle_after`: runs after which a cell is replaced by a fresh one; None for never.
        """
        chosen = make_launcher(launcher, options or LauncherOptions())
        count = cells or os.cpu_count() or 1
        with ThreadPoolExecutor(count) as starters:
            futures = [starters.submit(_bring_up, chosen, number) for number in range(count)]
        started = [future.result() for future in futures if future.exception() is None]
        failed = [future.exception() for future in futures if future.exception() is not None]
        if failed:
            for cell in started:
                cell.close()
            chosen.close()
            raise failed[0] or SandboxUnavailable("a cell did not start")
        return cls(chosen, started, recycle_after)

    @property
    def environment(self) -> dict[str, str]:
        """The versions that a proof holds for."""
        return {name: str(self.hello[name]) for name in ("python", "numpy", "machine")}

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: Event | None = None
    ) -> Outcome:
        """Run a job in the next free cell.

        When the cell dies the job is run again in another, so `on_answer` may be called anew from
        index 0. Raises CellDied when that fails too.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            cell = self._take()
            try:
                outcome = cell.run(job, on_answer, cancel)
            except CellDied as error:
                log.warning("cell died (attempt %d): %s %s", attempt, error, cell.complaint())
                self._retire(cell)
                if attempt == _ATTEMPTS:
                    raise
            except BaseException:
                self._retire(cell)
                raise
            else:
                if self._recycle_after and cell.runs >= self._recycle_after:
                    self._retire(cell)
                else:
                    self._idle.put(cell)
                return outcome
        raise AssertionError("unreachable")

    def _take(self) -> Cell:
        deadline = time.monotonic() + _FREE_SECONDS
        while not self._closed.is_set() and time.monotonic() < deadline:
            try:
                return self._idle.get(timeout=1.0)
            except queue.Empty:
                continue
        raise CellDied("the pool is closed" if self._closed.is_set() else "no cell became free")

    def _retire(self, cell: Cell) -> None:
        with self._lock:
            self._all.discard(cell)
        if self._closed.is_set():
            cell.close()
        else:
            self._keeper.submit(self._replace, cell)

    def _replace(self, cell: Cell) -> None:
        """Close a cell and bring another up, trying until that succeeds or the pool is closed."""
        cell.close()
        pause = _FIRST_PAUSE_SECONDS
        while not self._closed.is_set():
            with self._lock:
                self._number += 1
                number = self._number
            try:
                fresh = _bring_up(self._launcher, number)
            except Exception as error:  # noqa: BLE001  a place in the pool must not get lost
                log.error("a cell could not be replaced, trying again: %r", error)
                self._closed.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                continue
            with self._lock:
                self.replaced += 1
                self._all.add(fresh)
            self._idle.put(fresh)
            return

    def cells(self) -> tuple[Cell, ...]:
        """The cells that there are now."""
        with self._lock:
            return tuple(self._all)

    def close(self) -> None:
        """Stop every cell; runs under way end with CellDied. A second call does nothing."""
        self._closed.set()
        self._keeper.shutdown(wait=True)
        with self._lock:
            cells, self._all = self._all, set()
        for cell in cells:
            cell.close()
        self._launcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _bring_up(launcher: Launcher, number: int) -> Cell:
    return Cell(launcher.launch(number))
