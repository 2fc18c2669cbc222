"""The steps of a rejudging, each one transaction that may be cut short anywhere and begun anew.

An item's state says how far it is, and every step moves it on only from the state before: a step
that runs twice finds nothing to do.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from api.ids import new_id
from api.rejudges.service import ahead
from api.statistics.counters import Attempt, count_outcome, counts, is_accepted
from api.statistics.journeys import retrace_journey
from api.store.tables import RejudgeItem, Rejudging, Submission, utc_now
from api.webhooks.outbox import announce_rejudged
from judge.verdict import Verdict

Json = dict[str, Any]

_JUDGED = ("version", "verdict", "score", "passed", "total")
_OUTCOME = (*_JUDGED, "time_ms", "memory_kib", "diagnosis", "error", "stdout", "tests")


def enqueue_next(
    connection: Connection,
    rejudging: Row[Any],
    most: int,
    store: Callable[[Connection, list[Json]], None],
) -> int:
    """Queue the next attempts by `store`, until `most` wait; return how many were queued."""
    waiting = select(RejudgeItem.original_id).where(
        RejudgeItem.rejudging_id == rejudging.id, RejudgeItem.state == "queued"
    )
    free = most - len(connection.execute(waiting.limit(most)).all())
    if free <= 0:
        return 0
    attempts = (
        select(Submission.id, Submission.user_id, Submission.code, Submission.used)
        .where(*ahead(rejudging))
        .order_by(Submission.id)
        .limit(free)
    )
    rows = connection.execute(attempts).all()
    if not rows:
        return 0
    reach = (
        update(Rejudging)
        .where(Rejudging.id == rejudging.id, Rejudging.reached_id == rejudging.reached_id)
        .where(Rejudging.status == "running")
        .values(reached_id=rows[-1].id)
    )
    if connection.execute(reach).rowcount == 0:
        return 0  # Cancelled, or another process was faster.
    now = utc_now()
    copies = [
        {
            "id": new_id(),
            "user_id": row.user_id,
            "problem_id": rejudging.problem_id,
            "version": rejudging.version,
            "mode": "rejudge",
            "code": row.code,
            "used": row.used,
            "status": "queued",
            "created_at": now,
        }
        for row in rows
    ]
    store(connection, copies)
    items = [
        {
            "rejudging_id": rejudging.id,
            "original_id": row.id,
            "submission_id": copy["id"],
            "state": "queued",
        }
        for row, copy in zip(rows, copies, strict=True)
    ]
    connection.execute(insert(RejudgeItem), items)
    return len(rows)


def find_judged(connection: Connection, rejudging_id: str, most: int) -> list[str]:
    """Return the attempts whose copies have been judged since we looked."""
    query = (
        select(RejudgeItem.original_id)
        .join(Submission, Submission.id == RejudgeItem.submission_id)
        .where(RejudgeItem.rejudging_id == rejudging_id, RejudgeItem.state == "queued")
        .where(Submission.status == "done")
        .order_by(RejudgeItem.original_id)
        .limit(most)
    )
    return list(connection.scalars(query))


def settle(connection: Connection, rejudging_id: str, original_id: str) -> None:
    """Compare an attempt with its copy, and add what came of it to the tally."""
    item, original, copy = _read(connection, rejudging_id, original_id)
    if item is None or item.state != "queued" or copy is None or copy.status != "done":
        return
    failed = copy.verdict == Verdict.JUDGE_ERROR
    before, after = _judged(original), _judged(copy)
    changed = not failed and any(before[key] != after[key] for key in ("verdict", "score"))
    connection.execute(
        update(RejudgeItem)
        .where(*_key(rejudging_id, original_id))
        .values(state="failed" if failed else "judged", changed=changed, before=before)
    )
    # The original has the code; a second copy would only take room.
    connection.execute(
        update(Submission).where(Submission.id == copy.id).values(code="", used=None)
    )
    row = connection.execute(
        select(Rejudging.tally).where(Rejudging.id == rejudging_id).with_for_update()
    ).one()
    pair = f"{before['verdict']}>{after['verdict']}"
    connection.execute(
        update(Rejudging)
        .where(Rejudging.id == rejudging_id)
        .values(
            done=Rejudging.done + 1,
            changed=Rejudging.changed + int(changed),
            failed=Rejudging.failed + int(failed),
            tally={**row.tally, pair: row.tally.get(pair, 0) + 1},
        )
    )


def find_unapplied(connection: Connection, rejudging_id: str, most: int) -> list[str]:
    """Return attempts whose new outcome is there and not applied."""
    query = (
        select(RejudgeItem.original_id)
        .where(RejudgeItem.rejudging_id == rejudging_id, RejudgeItem.state == "judged")
        .order_by(RejudgeItem.original_id)
        .limit(most)
    )
    return list(connection.scalars(query))


def apply_outcome(
    connection: Connection, rejudging_id: str, original_id: str
) -> tuple[str, str] | None:
    """Give an attempt its new outcome, with all that is counted of it.

    Returns whose way through which problem it changed, if it did.
    """
    item, original, copy = _read(connection, rejudging_id, original_id)
    if item is None or item.state != "judged" or copy is None:
        return None
    new = {key: getattr(copy, key) for key in _OUTCOME}
    person = original.user_id, original.problem_id
    count_outcome(
        connection, Attempt(original.id, *person, original.version), original._mapping, -1
    )
    count_outcome(connection, Attempt(original.id, *person, copy.version), new)
    connection.execute(update(Submission).where(Submission.id == original.id).values(new))
    connection.execute(
        update(RejudgeItem)
        .where(*_key(rejudging_id, original_id))
        .values(state="applied", before=_judged(original))
    )
    connection.execute(
        update(Rejudging).where(Rejudging.id == rejudging_id).values(applied=Rejudging.applied + 1)
    )
    old = original._mapping
    if any(old[key] != new[key] for key in ("verdict", "score")):
        announce_rejudged(connection, original.user_id, original.id)
    if (counts(old), is_accepted(old)) == (counts(new), is_accepted(new)):
        return None
    retrace_journey(connection, *person)
    return person


def finish(connection: Connection, rejudging_id: str) -> None:
    """Move a rejudging on when nothing is left of what it does."""
    row = connection.execute(
        select(Rejudging).where(Rejudging.id == rejudging_id).with_for_update()
    ).one()
    if row.status not in ("running", "judged", "applying"):
        return
    status = row.status
    if status == "running" and not _has_more(connection, row):
        status = "judged"
    if status == "judged" and row.apply:
        status = "applying"
    if status == "applying" and not find_unapplied(connection, rejudging_id, 1):
        status = "applied"
    if status == row.status:
        return
    # An account that was deleted meanwhile took its attempts along: they are not waited for.
    values: Json = {"status": status, "total": row.done if status != "running" else row.total}
    if status == "applied":
        values["finished_at"] = utc_now()
    connection.execute(update(Rejudging).where(Rejudging.id == rejudging_id).values(values))


def _has_more(connection: Connection, rejudging: Row[Any]) -> bool:
    queued = select(RejudgeItem.original_id).where(
        RejudgeItem.rejudging_id == rejudging.id, RejudgeItem.state == "queued"
    )
    left = select(Submission.id).where(*ahead(rejudging))
    return any(connection.execute(query.limit(1)).first() for query in (queued, left))


def _key(rejudging_id: str, original_id: str) -> tuple[Any, ...]:
    return RejudgeItem.rejudging_id == rejudging_id, RejudgeItem.original_id == original_id


def _read(connection: Connection, rejudging_id: str, original_id: str) -> tuple[Any, Any, Any]:
    """Return an item, its attempt and its copy; None for what is not there any more."""
    item = connection.execute(
        select(RejudgeItem).where(*_key(rejudging_id, original_id)).with_for_update()
    ).one_or_none()
    if item is None:
        return None, None, None
    columns = Submission.id, Submission.user_id, Submission.problem_id, Submission.status
    query = select(*columns, *(getattr(Submission, key) for key in _OUTCOME))
    original = connection.execute(query.where(Submission.id == original_id)).one_or_none()
    copy = connection.execute(query.where(Submission.id == item.submission_id)).one_or_none()
    return item, original, copy


def _judged(row: Row[Any]) -> Json:
    return {key: getattr(row, key) for key in _JUDGED}
