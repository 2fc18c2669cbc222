"""A pool of cells: any thread may run a job; a broken cell is replaced and its job run again."""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from types import TracebackType
from typing import Literal, Self

from judge.runner.cell import Cell
from judge.runner.errors import CellDied, SandboxUnavailable
from judge.runner.job import Job, Outcome
from judge.runner.launchers import Launcher, LauncherOptions, make_launcher
from judge.runner.manners import come_forward
from judge.runner.run import OnAnswer

log = logging.getLogger(__name__)

_ATTEMPTS = 2
# Nothing waits for ever: a pool in which no cell gets free for so long is broken.
_FREE_SECONDS = 300.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.2, 10.0


CellCondition = Literal["free", "busy", "starting", "dead"]


@dataclass(frozen=True, slots=True)
class CellState:
    """How a place in the pool is. `dead`: its cell is gone, or the next one did not come up."""

    state: CellCondition
    number: int | None = None
    """Counted through all cells that there were; None while no cell is there."""
    runs: int = 0
    age_seconds: float = 0.0


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
        self._busy: set[Cell] = set()
        self._worn: set[Cell] = set()
        self._failing = 0
        self._closed = Event()
        self._keeper = ThreadPoolExecutor(
            len(cells), thread_name_prefix="keeper", initializer=come_forward
        )
        for cell in cells:
            self._idle.put(cell)
        self.size = len(cells)
        self.launcher = launcher.name
        self.hello = dict(cells[0].hello)
        self.recycled = 0
        """How many cells have ended because they had served."""
        self.died = 0
        """How many have ended because they failed."""
        self.replaced = 0
        """How many have come in the place of those."""

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
                self._retire(cell, died=True)
                if attempt == _ATTEMPTS:
                    raise
            except BaseException:
                self._retire(cell, died=True)
                raise
            else:
                self._give_back(cell)
                return outcome
        raise AssertionError("unreachable")

    def _take(self) -> Cell:
        deadline = time.monotonic() + _FREE_SECONDS
        while not self._closed.is_set() and time.monotonic() < deadline:
            try:
                cell = self._idle.get(timeout=1.0)
            except queue.Empty:
                continue
            # One that went while nobody used it costs no job an attempt.
            if not cell.is_there():
                self._replace_gone(cell)
                continue
            with self._lock:
                self._busy.add(cell)
            return cell
        raise CellDied("the pool is closed" if self._closed.is_set() else "no cell became free")

    def _give_back(self, cell: Cell) -> None:
        if cell in self._worn or (self._recycle_after and cell.runs >= self._recycle_after):
            self._retire(cell, died=False)
        else:
            with self._lock:
                self._busy.discard(cell)
            self._idle.put(cell)

    def _retire(self, cell: Cell, died: bool) -> None:
        with self._lock:
            self._all.discard(cell)
            self._busy.discard(cell)
            self._worn.discard(cell)
            if died:
                self.died += 1
            else:
                self.recycled += 1
        if self._closed.is_set():
            cell.close()
        else:
            self._keeper.submit(self._replace, cell)

    def _replace(self, cell: Cell) -> None:
        """Close a cell and bring another up, trying until that succeeds or the pool is closed."""
        cell.close()
        pause = _FIRST_PAUSE_SECONDS
        failed = False
        while not self._closed.is_set():
            with self._lock:
                self._number += 1
                number = self._number
            try:
                fresh = _bring_up(self._launcher, number)
            except Exception as error:  # noqa: BLE001  a place in the pool must not get lost
                log.error("a cell could not be replaced, trying again: %r", error)
                with self._lock:
                    self._failing += not failed
                failed = True
                self._closed.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                continue
            with self._lock:
                self._failing -= failed
                self.replaced += 1
                self._all.add(fresh)
            self._idle.put(fresh)
            return

    def recycle(self) -> int:
        """Replace every cell that there is by a fresh one; return how many that will be.

        Those that are free one after the other, those at work after their run.
        """
        with self._lock:
            self._worn = set(self._all)
            count = len(self._worn)
        if not self._closed.is_set():
            self._keeper.submit(self._recycle_free)
        return count

    def _recycle_free(self) -> None:
        while cell := self._take_free(lambda free: free in self._worn):
            with self._lock:
                self._all.discard(cell)
                self._worn.discard(cell)
                self.recycled += 1
            self._replace(cell)

    def mend(self) -> None:
        """Replace free cells that are gone, which otherwise only the next run would notice."""
        while cell := self._take_free(lambda free: not free.is_there()):
            self._replace_gone(cell)

    def _replace_gone(self, cell: Cell) -> None:
        log.warning("a free cell was gone: %s", cell.complaint())
        self._retire(cell, died=True)

    def _take_free(self, fits: Callable[[Cell], bool]) -> Cell | None:
        """Take a free cell that fits; the others are free again in a moment."""
        if self._closed.is_set():
            return None
        found, others = None, []
        while found is None:
            try:
                cell = self._idle.get_nowait()
            except queue.Empty:
                break
            if fits(cell):
                found = cell
            else:
                others.append(cell)
        for cell in reversed(others):
            self._idle.put(cell)
        return found

    def states(self) -> list[CellState]:
        """How each place is now, oldest cell first. Starts, stops and asks nothing."""
        with self._lock:
            cells = sorted(self._all, key=lambda cell: cell.number)
            busy, failing = set(self._busy), self._failing
        now = time.monotonic()
        found = []
        for cell in cells:
            state: CellCondition = "busy" if cell in busy else "free"
            if state == "free" and not cell.is_there():
                state = "dead"
            found.append(CellState(state, cell.number, cell.runs, now - cell.began))
        missing = max(self.size - len(found), 0)
        for place in range(missing):
            found.append(CellState("dead" if place < failing else "starting"))
        return found

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
    return Cell(launcher.launch(number), number)
