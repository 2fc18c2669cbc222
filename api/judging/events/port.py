"""What the service asks of its bus. The database's URL decides which adapter it gets."""

from contextlib import AbstractContextManager
from typing import Protocol

REJUDGES = "rejudges"
"""Listened to as a submission is: a rejudge has been judged, or something is asked for."""
ERRANDS = "errands"
"""A run of code is asked for (`errands.py`)."""
CATALOGUE = "catalogue"
"""A document was published, withdrawn or restored, or its proof made whole."""


class Listener(Protocol):
    """Somebody who waits for submissions."""

    async def wait_change(self, seconds: float) -> None:
        """Return at the first change since the last call, or after `seconds`."""

    async def wait_finished(self, seconds: float) -> None:
        """Return when the submission is judged, or after `seconds`."""


class EventBus(Protocol):
    """Wakes listeners, by submission, wherever the news comes from.

    A wake-up carries no news: whoever is woken reads the rows. So none can come in the wrong order,
    as long as one listens before one reads; and where one may get lost, who waits looks now and
    then unasked.
    """

    stopping: bool

    def listen(self, *topics: str) -> AbstractContextManager[Listener]:
        """Listen to all of them within the block. Once the service stops, waits return at once."""

    def publish(self, topic: str, finished: bool = False) -> None:
        """Wake who listens to a submission. Call after the commit."""

    def stop(self) -> None:
        """Wake everybody for good, so that no open stream holds up the end of the service."""
