"""The judge's view of one cell: start it, hand it one job after another, end it."""

import time
from threading import Event
from typing import Any

from judge.runner.control import Control
from judge.runner.errors import CellDied, SandboxUnavailable
from judge.runner.job import Job, Outcome
from judge.runner.launchers import Process
from judge.runner.run import OnAnswer, Run
from judge.runner.slot import Slot

_PROTOCOL = 9
_START_SECONDS = 20.0


class Cell:
    """One serial cell, for one thread at a time."""

    def __init__(self, process: Process, number: int = 0) -> None:
        self._process = process
        self._control = Control(process.control)
        self._slot = Slot(1)
        self.number = number
        self.began = time.monotonic()
        self.runs = 0
        try:
            self._control.wait_at_most(_START_SECONDS)
            self.hello: dict[str, Any] = self._control.receive()["hello"]
            if self.hello.get("protocol") != _PROTOCOL:
                raise CellDied("it is of another version: build its image again")
            self._control.offer(self._slot)
        except (OSError, CellDied, KeyError) as error:
            complaint = process.complaint()
            self.close()
            raise SandboxUnavailable(
                f"a cell did not start: {error}. {complaint} `nabla doctor` says what is missing."
            ) from error

    def close(self) -> None:
        """Stop the cell; a second call does nothing."""
        self._slot.close()
        self._process.stop()

    def kill(self) -> None:
        """End the cell's processes at once, as a crash would."""
        self._process.kill()

    def is_there(self) -> bool:
        """Tell whether the cell's end of the line is still held; asks nothing of it."""
        return self._control.is_there()

    def complaint(self) -> str:
        """What the cell said in its log; for our own logs only."""
        return self._process.complaint()

    def run(
        self, job: Job, on_answer: OnAnswer | None = None, cancel: Event | None = None
    ) -> Outcome:
        """Run a job; `on_answer` is called with each answer as it comes.

        Raises CellDied when the cell itself fails; it is of no more use then.
        """
        slot, self._slot = self._slot, Slot(self._slot.number + 1)
        self.runs += 1
        try:
            return Run(self._control, slot, self._slot, job, on_answer, cancel).conduct()
        finally:
            slot.close()
