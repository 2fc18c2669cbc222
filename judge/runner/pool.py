"""A pool of cells: any thread may run a job; a broken cell is replaced and its job run again."""

import logging
import os
import queue
import threading
from collections.abc import Callable
from threading import Event
from types import TracebackType
from typing import Literal, Self

from judge.runner.cell import Cell, OnAnswer, Process
from judge.runner.errors import CellDied, SandboxUnavailable
from judge.runner.job import Job, Outcome
from judge.runner.launchers.process import ProcessCell

log = logging.getLogger(__name__)

Launcher = Literal["auto", "process"]
_ATTEMPTS = 2
_LAUNCHERS: dict[str, Callable[[int], Process]] = {"auto": ProcessCell, "process": ProcessCell}


class CellPool:
    """`cells` serial cells. Thread-safe; use it as a context manager or call `close`."""

    def __init__(self, cells: list[Cell], launch: Callable[[int], Cell]) -> None:
        self._launch = launch
        self._lock = threading.Lock()
        self._numbers = len(cells)
        self._idle: queue.LifoQueue[Cell] = queue.LifoQueue()
        self._all = set(cells)
        self._closed = False
        for cell in cells:
            self._idle.put(cell)
        self.size = len(cells)
        self.hello = dict(cells[0].hello)

    @classmethod
    def start(cls, cells: int | None = None, launcher: str = "auto") -> Self:
        """Bring `cells` cells up (default: one a core). Raises SandboxUnavailable."""
        if launcher not in _LAUNCHERS:
            raise SandboxUnavailable(
                f"there is no sandbox {launcher!r}; set NABLA_SANDBOX to one of"
                f" {', '.join(_LAUNCHERS)}"
            )
        make = _LAUNCHERS[launcher]
        count = cells or os.cpu_count() or 1

        def launch(number: int) -> Cell:
            return Cell(make(number))

        started: list[Cell] = []
        try:
            # Processes first, then their greetings: they start side by side.
            processes = [make(number) for number in range(count)]
            started.extend(Cell(process) for process in processes)
        except SandboxUnavailable:
            for cell in started:
                cell.close()
            raise
        return cls(started, launch)

    @property
    def environment(self) -> dict[str, str]:
        """The versions that a proof holds for."""
        return {name: str(self.hello[name]) for name in ("python", "numpy", "machine")}

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: Event | None = None
    ) -> Outcome:
        """Run a job in the next free cell.

        When the cell dies the job is run again in a fresh one, so `on_answer` may be called anew
        from index 0. Raises CellDied when that fails too.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            cell = self._idle.get()
            try:
                outcome = cell.run(job, on_answer, cancel)
            except CellDied as error:
                log.warning("cell died (attempt %d): %s %s", attempt, error, cell.complaint())
                self._replace(cell)
                if attempt == _ATTEMPTS:
                    raise
            except BaseException:
                self._replace(cell)
                raise
            else:
                self._idle.put(cell)
                return outcome
        raise AssertionError("unreachable")

    def _replace(self, cell: Cell) -> None:
        with self._lock:
            self._all.discard(cell)
            self._numbers += 1
            number = self._numbers
        cell.close()
        fresh = self._launch(number)
        with self._lock:
            self._all.add(fresh)
        self._idle.put(fresh)

    def cells(self) -> tuple[Cell, ...]:
        """The cells that there are now."""
        with self._lock:
            return tuple(self._all)

    def close(self) -> None:
        """Stop every cell; runs under way end with CellDied."""
        with self._lock:
            cells, self._all = self._all, set()
        for cell in cells:
            cell.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
