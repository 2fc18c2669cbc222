"""Wake-ups within one process.

A wake-up carries no news: whoever is woken reads the rows. So none can be lost or come in the
wrong order, as long as one listens before one reads.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

REJUDGES = "rejudges"
"""Listened to as a submission is: a rejudge has been judged, or something is asked for."""


class Listener:
    """Somebody who waits for submissions."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._woken = asyncio.Event()
        self._finished = asyncio.Event()

    def wake(self, finished: bool) -> None:
        """Note a change; `finished` tells that it was the last."""
        self._woken.set()
        if finished:
            self._finished.set()

    async def wait_change(self, seconds: float) -> None:
        """Return at the first change since the last call, or after `seconds`."""
        await _wait(self._woken, seconds)
        self._woken.clear()

    async def wait_finished(self, seconds: float) -> None:
        """Return when the submission is judged, or after `seconds`."""
        await _wait(self._finished, seconds)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


class EventBus:
    """Wakes listeners, by submission. Belongs to one event loop."""

    def __init__(self) -> None:
        """Start with no listeners."""
        self._listeners: dict[str, set[Listener]] = {}
        self.stopping = False

    @contextmanager
    def listen(self, *submission_ids: str) -> Iterator[Listener]:
        """Listen to all of them within the block. Once the service stops, waits return at once."""
        listener = Listener()
        if self.stopping:
            listener.wake(finished=True)
        for submission_id in submission_ids:
            self._listeners.setdefault(submission_id, set()).add(listener)
        try:
            yield listener
        finally:
            for submission_id in submission_ids:
                listeners = self._listeners[submission_id]
                listeners.discard(listener)
                if not listeners:
                    del self._listeners[submission_id]

    def publish(self, submission_id: str, finished: bool = False) -> None:
        """Wake who listens to the submission. Call after the commit."""
        for listener in self._listeners.get(submission_id, ()):
            listener.wake(finished)

    def stop(self) -> None:
        """Wake everybody for good, so that no open stream holds up the end of the service."""
        self.stopping = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.wake(finished=True)
