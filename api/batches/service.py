"""Taking batches in, and following them."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi.sse import ServerSentEvent
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from api.batches.schemas import Batch, BatchEntry
from api.context import Context
from api.errors import ApiError, Conflict, Invalid, KeyReused, NotFound
from api.ids import is_id, new_id
from api.problems.entries import Entry
from api.statistics.journeys import begin_journey
from api.store.session import Database
from api.store.tables import BatchRow, Submission, utc_now
from api.submissions.checks import check_code
from api.submissions.service import SUMMARY, hash_request, summary_json
from api.submissions.used import choose_used

Json = dict[str, Any]
RECHECK_SECONDS = 5.0


async def create_batch(
    context: Context, user_id: str, entries: list[BatchEntry], key: str | None
) -> Batch:
    """Store all submissions of a batch and queue them; the same `key` gives the same batch.

    Raises Invalid with the place of the first fault, KeyReused, TooMany, TooManyPending,
    Unavailable when too many of all users wait.
    """
    context.limits.hit("submit", user_id, cost=len(entries))
    checked = [_check(context, number, entry) for number, entry in enumerate(entries)]
    used = await choose_used(context.database, user_id, (entry.source for entry in checked))
    now = utc_now()
    batch = {
        "id": new_id(),
        "user_id": user_id,
        "idempotency_key": key,
        "request_hash": hash_request([entry.model_dump() for entry in entries]),
        "created_at": now,
    }
    rows = [
        {
            "id": new_id(),
            "user_id": user_id,
            "problem_id": entry.problem,
            "version": problem.version,
            "mode": "submit",
            "code": entry.code,
            "used": used.get(entry.problem),
            "batch_id": batch["id"],
            "batch_position": number,
            "status": "queued",
            "created_at": now,
        }
        for number, (entry, problem) in enumerate(zip(entries, checked, strict=True))
    ]

    def also(connection: Connection) -> None:
        connection.execute(insert(BatchRow), batch)
        for problem_id in {entry.problem for entry in entries}:
            begin_journey(connection, user_id, problem_id)

    try:
        await context.intake.put(user_id, rows, also)
    except IntegrityError:
        if key is None:
            raise
        return await _replay(context.database, user_id, key, str(batch["request_hash"]))
    return await get_batch(context.database, user_id, str(batch["id"]))


def _check(context: Context, number: int, entry: BatchEntry) -> Entry:
    """Return the problem that an entry will be judged on. Raises Invalid."""
    try:
        check_code(entry.code, context.settings.max_code_bytes)
        return context.catalogue.get(entry.problem)
    except ApiError as error:
        raise Invalid(error.detail, f"submissions.{number}") from error


async def _replay(database: Database, user_id: str, key: str, request_hash: str) -> Batch:
    query = select(BatchRow.id, BatchRow.request_hash).where(
        BatchRow.user_id == user_id, BatchRow.idempotency_key == key
    )
    first = await database.read(lambda connection: connection.execute(query).one_or_none())
    if first is None:
        raise Conflict("What this belongs to has just gone.")
    if first.request_hash != request_hash:
        raise KeyReused("This Idempotency-Key came before, with another request.")
    return await get_batch(database, user_id, first.id)


async def get_batch(database: Database, user_id: str, batch_id: str) -> Batch:
    """Return a batch of the user. Raises NotFound."""
    query = (
        select(*SUMMARY)
        .where(Submission.batch_id == batch_id, Submission.user_id == user_id)
        .order_by(Submission.batch_position)
    )
    rows = []
    if is_id(batch_id):
        rows = list(await database.read(lambda connection: connection.execute(query).all()))
    if not rows:
        raise NotFound("You have no such batch.")
    items = [summary_json(row) for row in rows]
    done = sum(item["status"] == "done" for item in items)
    return Batch.model_validate(
        {"id": batch_id, "done": done, "total": len(items), "submissions": items}
    )


def parse_told(text: str | None) -> int:
    """Return which submissions a Last-Event-ID says were told of, as bits; 0 for none."""
    bits = text or ""
    known = len(bits) <= 64 and all(digit in "0123456789abcdef" for digit in bits)
    return int(bits or "0", 16) if known else 0


async def stream_batch(
    context: Context, user_id: str, batch_id: str, told: int
) -> AsyncIterator[ServerSentEvent]:
    """Yield `submission` for each that is judged, `done` when all are.

    An event's id is the set of those told of, as a hexadecimal number with a bit each: whoever
    resumes with it misses none and hears of none twice, in whichever order they ended.
    """
    batch = await get_batch(context.database, user_id, batch_id)
    with context.bus.listen(*(item.id for item in batch.submissions)) as listener:
        while True:
            batch = await get_batch(context.database, user_id, batch_id)
            for event in _news(batch, told):
                told = int(event.id or "0", 16)
                yield event
            if batch.done == batch.total:
                counts = {"id": batch.id, "done": batch.done, "total": batch.total}
                yield ServerSentEvent(event="done", id=f"{told:x}", raw_data=json.dumps(counts))
                return
            if context.bus.stopping:
                return
            await listener.wait_change(RECHECK_SECONDS)


def _news(batch: Batch, told: int) -> Iterator[ServerSentEvent]:
    for position, item in enumerate(batch.submissions):
        if item.status == "done" and not told >> position & 1:
            told |= 1 << position
            data = {"index": position, "submission": item.model_dump(mode="json")}
            yield ServerSentEvent(
                event="submission", id=f"{told:x}", raw_data=json.dumps(data, allow_nan=False)
            )
