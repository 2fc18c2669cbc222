"""Checks under way: one a person, stoppable, with news while they run.

The gate blocks a thread. What it tells on its way goes to the event loop through a queue; whoever
reads that queue gets the news in order, and when nobody reads any more the check is stopped.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import structlog

from api.errors import CheckRunning, issue_json
from judge import PublishError
from judge.proof import Proof
from judge.runner import Cancelled, CellDied
from judge.spec import Issue, SpecError

log = structlog.get_logger()

Json = dict[str, Any]
Tell = Callable[[str, Json], None]
Prove = Callable[[threading.Event, Tell], Proof]

CHECK_SECONDS = 300.0
_SANDBOX_FAILED = "The sandbox failed while the problem was being proved. Check again."


class Checks:
    """The people who have a check under way. Belongs to one event loop."""

    def __init__(self) -> None:
        """Start with none."""
        self._running: dict[str, float] = {}

    def begin(self, user_id: str, prove: Prove) -> "Check":
        """Start a check. Raises CheckRunning while the user has another one."""
        if user_id in self._running:
            raise CheckRunning("One check at a time: wait for it, or stop it, and try again.")
        self._running[user_id] = time.monotonic()
        return Check(prove, lambda: self._end(user_id))

    def _end(self, user_id: str) -> None:
        self._running.pop(user_id, None)

    def under_way(self) -> dict[str, float]:
        """Return who has a check under way, and for how many seconds; the oldest first."""
        now = time.monotonic()
        return {user_id: now - began for user_id, began in self._running.items()}


class Check:
    """One check under way. Read `events` to its end, or `stop` it."""

    def __init__(self, prove: Prove, release: Callable[[], None]) -> None:
        """Begin at once in a thread; `release` is called in the loop when that has ended."""
        self._events: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._deadline = time.monotonic() + CHECK_SECONDS
        self._prove = prove
        self._task = asyncio.ensure_future(asyncio.to_thread(self._work))
        self._release = release
        self._task.add_done_callback(self._end)

    def stop(self) -> None:
        """End the check: what runs in a cell is killed, and the place is free soon after."""
        self._stop.set()

    async def events(self, pause_seconds: float) -> AsyncIterator[tuple[str, Json] | None]:
        """Yield (name, data) up to `done`, and None whenever nothing came for `pause_seconds`."""
        try:
            while True:
                try:
                    async with asyncio.timeout(pause_seconds):
                        event = await self._events.get()
                except TimeoutError:
                    if time.monotonic() > self._deadline:
                        self.stop()
                    yield None
                    continue
                yield event
                if event[0] == "done":
                    return
        finally:
            self.stop()

    def _end(self, task: "asyncio.Future[Json]") -> None:
        # First the place, then the news: who hears of the end may begin another at once.
        self._release()
        if not task.cancelled():
            self._events.put_nowait(("done", task.result()))

    def _tell(self, name: str, data: Json) -> None:
        self._loop.call_soon_threadsafe(self._events.put_nowait, (name, data))

    def _work(self) -> Json:
        begun = time.monotonic()
        told: list[Json] = []

        def tell(name: str, data: Json) -> None:
            if name == "issue":
                told.append(data)
            self._tell(name, data)

        proof = None
        try:
            proof = self._prove(self._stop, tell)
        except (SpecError, PublishError) as error:
            _tell_rest(error.issues, told, tell)
        except Cancelled:
            late = time.monotonic() > self._deadline
            words = f"Stopped: it took more than {CHECK_SECONDS:.0f} s." if late else "Stopped."
            _tell_rest([Issue("", 1, "", words)], told, tell)
        except CellDied:
            _tell_rest([Issue("", 1, "", _SANDBOX_FAILED)], told, tell)
        except Exception:  # The reader must get an end, whatever broke.
            log.exception("a check failed")
            _tell_rest([Issue("", 1, "", "The check itself failed; it was logged.")], told, tell)
        warnings = sum(issue["severity"] == "warning" for issue in told)
        return {
            "ok": proof is not None,
            "issues": told,
            "seconds": round(time.monotonic() - begun, 3),
            "tests": None if proof is None else proof.tests,
            "warnings": warnings,
        }


def _tell_rest(issues: list[Issue], told: list[Json], tell: Tell) -> None:
    """Tell the issues that were not told on the way."""
    for issue in issues:
        data = issue_json(issue)
        if data not in told:
            tell("issue", data)
