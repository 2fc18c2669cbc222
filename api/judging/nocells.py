"""The pool of a process that has no cells: workers elsewhere judge."""

from threading import Event

from judge.runner import CellDied, CellPool, CellState, Job, Outcome
from judge.runner.cell import Cell, OnAnswer


class NoCells(CellPool):
    """Runs nothing."""

    def __init__(self) -> None:
        """Have no cells."""
        self.size = 0
        self.launcher = "none"
        self.hello = {"python": "", "numpy": "", "machine": ""}
        self.replaced = self.recycled = self.died = 0

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: Event | None = None
    ) -> Outcome:
        """Raise CellDied."""
        raise CellDied("this process has no judge cells")

    def cells(self) -> tuple[Cell, ...]:
        """None."""
        return ()

    def states(self) -> list[CellState]:
        """None."""
        return []

    def recycle(self) -> int:
        """Replace nothing."""
        return 0

    def mend(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
