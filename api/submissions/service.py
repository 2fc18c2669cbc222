"""Taking submissions in and showing them to their owners."""

import hashlib
import json
import time
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from api.context import Context
from api.errors import Conflict, KeyReused, NotFound
from api.ids import is_id, new_id
from api.judging.events.port import Listener
from api.paging import decode_cursor, encode_cursor
from api.statistics.journeys import begin_journey
from api.store.session import Database
from api.store.tables import PRIORITIES, UNFINISHED, Event, Submission, utc_now
from api.submissions.checks import check_code, check_inputs
from api.submissions.schemas import Mode
from api.submissions.used import choose_used, shown
from api.webhooks.outbox import DELIVERIES, announce_verdict
from judge.verdict import Verdict

SUMMARY = (
    Submission.id,
    Submission.problem_id.label("problem"),
    Submission.version,
    Submission.mode,
    Submission.status,
    Submission.verdict,
    Submission.score,
    Submission.passed,
    Submission.total,
    Submission.time_ms,
    Submission.memory_kib,
    Submission.diagnosis,
    Submission.created_at,
    Submission.finished_at,
)
REPORT = (
    Submission.tests,
    Submission.error,
    Submission.stdout,
    Submission.code,
    Submission.code_removed_at,
    Submission.used,
)
# Made once, as in the queue.
_ONE = select(*SUMMARY, *REPORT, Submission.attempt).where(
    Submission.id == bindparam("wanted"),
    Submission.user_id == bindparam("owner"),
    Submission.mode != "rejudge",  # Not a list: SQLAlchemy would write one out at each call.
)
Json = dict[str, Any]
RECHECK_SECONDS = 5.0


async def submit(
    context: Context,
    user_id: str,
    problem_id: str,
    mode: Mode,
    code: str,
    inputs: list[Json] | None = None,
    key: str | None = None,
    *,
    guest: bool = False,
    wait_seconds: float = 0,
) -> Json:
    """Store a submission, queue it, and return it, judged if that ends within `wait_seconds`.

    When this returns, the submission is on disk and will be judged whatever happens. The same
    `key` of the same user gives the same submission. A `guest` waits for everybody
    else. Raises NotFound, TooLarge, Invalid, KeyReused, TooMany, TooManyPending, and Unavailable
    when too many of all users wait.
    """
    context.limits.hit(mode, user_id)
    entry = context.catalogue.get(problem_id)
    check_code(code, context.settings.max_code_bytes)
    if inputs is not None:
        check_inputs(entry.source.problem, inputs)
    used = await choose_used(context.database, user_id, [entry.source])
    submission_id = new_id()
    row = {
        "id": submission_id,
        "user_id": user_id,
        "problem_id": problem_id,
        "version": entry.version,
        "mode": mode,
        "code": code,
        "inputs": inputs,
        "idempotency_key": key,
        "request_hash": hash_request(problem_id, mode, code, inputs) if key else None,
        "used": used.get(problem_id),
        "status": "queued",
        "priority": PRIORITIES["guest" if guest else mode],
        "created_at": utc_now(),
    }
    begins = mode == "submit" and not context.journeys.has_begun(user_id, problem_id)

    def also(connection: Connection) -> None:
        if begins:
            begin_journey(connection, user_id, problem_id)

    with context.bus.listen(submission_id) as listener:
        try:
            await context.intake.put(user_id, [row], also)
        except IntegrityError:
            if key is None:
                raise
            return await _replay(context, user_id, key, str(row["request_hash"]), wait_seconds)
        if begins:
            context.journeys.remember(user_id, problem_id)
        return await _wait_until_done(context, user_id, submission_id, listener, wait_seconds)


async def _replay(
    context: Context, user_id: str, key: str, request_hash: str, wait_seconds: float
) -> Json:
    """Return the submission that came before with this key."""
    query = select(Submission.id, Submission.request_hash).where(
        Submission.user_id == user_id, Submission.idempotency_key == key
    )
    first = await context.database.read(lambda connection: connection.execute(query).one_or_none())
    if first is None:
        raise Conflict("What this belongs to has just gone.")
    if first.request_hash != request_hash:
        raise KeyReused("This Idempotency-Key came before, with another request.")
    return await wait_for_submission(context, user_id, first.id, wait_seconds)


async def cancel(context: Context, user_id: str, submission_id: str) -> Json:
    """End a submission of the user that waits or runs; return it. One that is done stays as it is.

    It does not count. The claim of who judges it is lost with that, which ends the judging within
    about a second. Raises NotFound.
    """
    end = (
        update(Submission)
        .where(Submission.id == submission_id, Submission.user_id == user_id, UNFINISHED)
        .where(Submission.mode != "rejudge")
        .values(
            status="done",
            verdict=Verdict.JUDGE_ERROR.value,
            score=0.0,
            passed=0,
            total=0,
            tests=[],
            diagnosis={"code": "cancelled", "message": "Cancelled. It does not count."},
            lease_until=None,
            finished_at=utc_now(),
        )
        .returning(Submission.mode)
    )
    drop = delete(Event).where(Event.submission_id == submission_id)

    def write(connection: Connection) -> bool:
        mode = connection.scalar(end)
        if mode is not None:
            connection.execute(drop)
        if mode == "submit":
            announce_verdict(connection, user_id, submission_id)
        return mode is not None

    if is_id(submission_id) and await context.database.write(write):
        context.bus.publish(submission_id, finished=True)
        context.bus.publish(DELIVERIES)
    return await get_submission(context.database, user_id, submission_id)


async def wait_for_submission(
    context: Context, user_id: str, submission_id: str, wait_seconds: float
) -> Json:
    """Return a submission of the user, judged if that ends within `wait_seconds`."""
    with context.bus.listen(submission_id) as listener:
        found = await get_submission(context.database, user_id, submission_id)
        if not wait_seconds or found["status"] == "done":
            return found
        return await _wait_until_done(context, user_id, submission_id, listener, wait_seconds)


async def _wait_until_done(
    context: Context, user_id: str, submission_id: str, listener: Listener, wait_seconds: float
) -> Json:
    deadline = time.monotonic() + wait_seconds
    while True:
        left = deadline - time.monotonic()
        if left > 0:
            # A wake-up from another process may get lost, so look now and then unasked.
            await listener.wait_finished(min(left, RECHECK_SECONDS))
        found = await get_submission(context.database, user_id, submission_id)
        if left <= RECHECK_SECONDS or found["status"] == "done" or context.bus.stopping:
            return found


async def get_submission(
    database: Database, user_id: str, submission_id: str, *, with_attempt: bool = False
) -> Json:
    """Return a submission of the user as JSON, with its code. Raises NotFound."""
    mine = {"wanted": submission_id, "owner": user_id}

    def read(connection: Connection) -> Json | None:
        row = connection.execute(_ONE, mine).one_or_none()
        return None if row is None else to_json(connection, row)

    found = await database.read(read) if is_id(submission_id) else None
    if found is None:
        raise NotFound("You have no such submission.")
    attempt = found.pop("attempt")
    return found | {"attempt": attempt} if with_attempt else found


def to_json(connection: Connection, row: Row[Any]) -> Json:
    """Return a row as JSON; of a running submission, with the tests stored so far."""
    body = summary_json(row)
    tests = row.tests or []
    if row.status == "running":
        tests = read_tests_so_far(connection, row.id, row.attempt)
    return body | {
        "tests": tests,
        "error": row.error,
        "stdout": row.stdout,
        "code": row.code if row.code_removed_at is None else None,
        "used": shown(row.used),
        "attempt": row.attempt,
    }


def read_tests_so_far(connection: Connection, submission_id: str, attempt: int) -> list[Json]:
    """Return the tests that a running attempt has stored, in their order."""
    query = (
        select(Event.test)
        .where(Event.submission_id == submission_id, Event.attempt == attempt)
        .order_by(Event.position)
    )
    return list(connection.scalars(query))


def summary_json(row: Row[Any]) -> Json:
    """Return the fields that lists show, as JSON."""
    body: Json = {column.key: getattr(row, column.key) for column in SUMMARY}
    body["created_at"] = row.created_at.isoformat()
    body["finished_at"] = row.finished_at and row.finished_at.isoformat()
    return body


async def list_submissions(
    database: Database,
    user_id: str,
    problem_id: str | None,
    mode: Mode,
    cursor: str | None,
    limit: int,
) -> tuple[list[Json], str | None]:
    """Return a page of the user's submissions, newest first, and the next page's cursor."""
    query = (
        select(*SUMMARY)
        .where(Submission.user_id == user_id, Submission.mode == mode)
        .order_by(Submission.id.desc())
        .limit(limit + 1)
    )
    if problem_id is not None:
        query = query.where(Submission.problem_id == problem_id)
    if cursor is not None:
        query = query.where(Submission.id < decode_cursor(cursor, str)[0])
    rows = await database.read(lambda connection: connection.execute(query).all())
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return [summary_json(row) for row in rows[:limit]], more


def hash_request(*parts: Any) -> str:
    """Return what tells one request from another that comes with the same Idempotency-Key."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
