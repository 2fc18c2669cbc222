"""The live events of a submission, made from what is stored.

An event's id is `ATTEMPT.POSITION`: position 0 is the status `running`, N the Nth test, `end` the
end. Each is derived from rows alone, so any process can resume a stream that another one began.
When judging starts anew, the tests come again with a higher attempt.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi.sse import ServerSentEvent

from api.context import Context
from api.errors import NotFound
from api.submissions.service import get_submission

RECHECK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Position:
    """How far a client has read."""

    attempt: int = -1
    tests: int = 0
    ended: bool = False


def parse_event_id(text: str | None) -> Position:
    """Return the position of a Last-Event-ID; the beginning for none or one not of ours."""
    attempt, _, rest = (text or "").partition(".")
    if not (attempt.isascii() and attempt.isdecimal() and len(attempt) < 10):
        return Position()
    if rest == "end":
        return Position(int(attempt), ended=True)
    if not (rest.isascii() and rest.isdecimal() and len(rest) < 10):
        return Position()
    return Position(int(attempt), int(rest))


async def stream_events(
    context: Context, user_id: str, submission_id: str, after: Position
) -> AsyncIterator[ServerSentEvent]:
    """Yield the events after a position up to the end, or until the service stops."""
    status = "running" if after.attempt > 0 else None
    with context.bus.listen(submission_id) as listener:
        while True:
            try:
                found = await get_submission(
                    context.database, user_id, submission_id, with_attempt=True
                )
            except NotFound:
                return
            attempt = found.pop("attempt")
            if attempt != after.attempt and found["status"] != "queued":
                after, status = Position(attempt), None
            shown = "queued" if found["status"] == "queued" else "running"
            if shown != status:
                status = shown
                yield _event("status", f"{attempt}.0", {"status": status})
            for index in range(after.tests, len(found["tests"])):
                test = {"index": index, "total": found["total"], "test": found["tests"][index]}
                after = Position(attempt, index + 1)
                yield _event("test", f"{attempt}.{index + 1}", test)
            if found["status"] == "done":
                found.pop("code")
                yield _event("done", f"{attempt}.end", found)
                return
            if context.bus.stopping:
                return
            await listener.wait_change(RECHECK_SECONDS)


def _event(kind: str, event_id: str, data: Any) -> ServerSentEvent:
    return ServerSentEvent(event=kind, id=event_id, raw_data=json.dumps(data, allow_nan=False))
