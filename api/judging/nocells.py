"""The pool of a process that has no cells: workers elsewhere judge."""

from threading import Event

from judge.runner import CellDied, CellPool, Job, Outcome
from judge.runner.cell import Cell, OnAnswer


class NoCells(CellPool):
    """Runs nothing."""

    def __init__(self) -> None:
        """Have no cells."""
        self.size = 0
        self.launcher = "none"
        self.hello = {"python": "", "numpy": "", "machine": ""}
        self.replaced = 0

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: Event | None = None
    ) -> Outcome:
        """Raise CellDied."""
        raise CellDied("this process has no judge cells")

    def cells(self) -> tuple[Cell, ...]:
        """None."""
        return ()

    def close(self) -> None:
        """Do nothing."""
