"""Threads that work for an event loop.

An executor of the standard library tells each outcome by way of a second future, under locks that
the threads contend for: half of what handing work over costs.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class Promise(Generic[Result]):
    """What a thread owes to somebody who waits for it in an event loop."""

    def __init__(self) -> None:
        """Make it in the event loop; `kept` is to be awaited there."""
        self._loop = asyncio.get_running_loop()
        self.kept: asyncio.Future[Result] = self._loop.create_future()

    def keep(self, result: Result | None, error: BaseException | None = None) -> None:
        """Tell the outcome, from any thread. Nobody waits any more once the loop is closed."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: Any, error: BaseException | None) -> None:
        if self.kept.done():
            return
        if error is None:
            self.kept.set_result(result)
        else:
            self.kept.set_exception(error)


class Threads:
    """So many threads, which take one piece of work after another."""

    def __init__(self, count: int, name: str, begin: Callable[[], None]) -> None:
        """Start them, each with `begin`. They end with the process, if not closed before."""
        self._count = count
        self._begin = begin
        self._line: SimpleQueue[tuple[Callable[[], Any], Promise[Any]] | None] = SimpleQueue()
        for _ in range(count):
            Thread(target=self._keep_working, name=name, daemon=True).start()

    def carry_out(self, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        """Return what will hold the outcome of `work`, which begins once a thread is free."""
        promise: Promise[Result] = Promise()
        self._line.put((work, promise))
        return promise.kept

    def _keep_working(self) -> None:
        self._begin()
        while (piece := self._line.get()) is not None:
            work, promise = piece
            if not promise.kept.cancelled():
                result, error = None, None
                try:
                    result = work()
                except BaseException as caught:  # noqa: BLE001  it is theirs, whatever it is
                    error = caught
                promise.keep(result, error)
                del result, error
            del piece, work, promise  # Else they would be kept until the next one comes.

    def close(self) -> None:
        """Let each thread end once it has done what was handed over; does not wait for that."""
        for _ in range(self._count):
            self._line.put(None)
