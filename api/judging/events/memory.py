"""Wake-ups within one process; see `port.py`."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class MemoryListener:
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
        """See Listener."""
        await _wait(self._woken, seconds)
        self._woken.clear()

    async def wait_finished(self, seconds: float) -> None:
        """See Listener."""
        await _wait(self._finished, seconds)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


class MemoryBus:
    """The `EventBus` of one process. Belongs to one event loop."""

    def __init__(self) -> None:
        """Start with no listeners."""
        self._listeners: dict[str, set[MemoryListener]] = {}
        self.stopping = False

    @contextmanager
    def listen(self, *topics: str) -> Iterator[MemoryListener]:
        """See EventBus."""
        listener = MemoryListener()
        if self.stopping:
            listener.wake(finished=True)
        for topic in topics:
            self._listeners.setdefault(topic, set()).add(listener)
        try:
            yield listener
        finally:
            for topic in topics:
                listeners = self._listeners[topic]
                listeners.discard(listener)
                if not listeners:
                    del self._listeners[topic]

    def publish(self, topic: str, finished: bool = False) -> None:
        """See EventBus."""
        for listener in self._listeners.get(topic, ()):
            listener.wake(finished)

    def wake_all(self, finished: bool = False) -> None:
        """Wake everybody: nobody knows what they have missed."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.wake(finished)

    def stop(self) -> None:
        """See EventBus."""
        self.stopping = True
        self.wake_all(finished=True)
