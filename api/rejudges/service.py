"""Starting, showing, applying and cancelling rejudgings."""

from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from api.admin.audit import Act, record_act
from api.context import Context
from api.errors import Conflict, Invalid, NotFound
from api.ids import is_id, new_id
from api.judging.events.port import REJUDGES
from api.paging import decode_cursor, encode_cursor
from api.problems import versions
from api.rejudges.schemas import Change, Judged, Outcomes, RejudgingItem
from api.rejudges.schemas import Rejudging as RejudgingShown
from api.store.session import Database
from api.store.tables import RejudgeItem, Rejudging, Submission, User, utc_now
from judge.verdict import Verdict

Query = Select[*tuple[Any, ...]]

UNFINISHED = ("running", "judged", "applying")
_ITEM = (
    Rejudging.id,
    Rejudging.problem_id.label("problem"),
    Rejudging.version,
    Rejudging.apply,
    Rejudging.status,
    Rejudging.total,
    Rejudging.done,
    Rejudging.changed,
    Rejudging.failed,
    Rejudging.applied,
    Rejudging.chosen,
    Rejudging.tally,
    Rejudging.created_by,
    Rejudging.created_at,
    Rejudging.finished_at,
)


async def start(
    context: Context, who: str, problem_id: str, apply: bool, chosen: list[str] | None = None
) -> RejudgingShown:
    """Begin to judge finished attempts at a problem by its current version: all, or those chosen.

    Raises NotFound, Invalid for a choice that is no attempt at this problem with an outcome, and
    Conflict while another rejudging of the problem is unfinished. A preview that changes nothing is
    ended by the next one.
    """
    stored = await versions.find(context.database, problem_id)
    if stored is None or stored.kind != "problem":
        raise NotFound("There is no such problem.")
    rejudging_id = new_id()

    def write(connection: Connection) -> None:
        # A preview that changes nothing waits for nobody's word: it makes room for the next one.
        idle = (
            Rejudging.problem_id == problem_id,
            Rejudging.status == "judged",
            Rejudging.apply.is_(False),
            Rejudging.changed == 0,
        )
        end = {"status": "cancelled", "finished_at": utc_now()}
        connection.execute(update(Rejudging).where(*idle).values(end))
        other = select(Rejudging.id, Rejudging.status).where(
            Rejudging.problem_id == problem_id, Rejudging.status.in_(UNFINISHED)
        )
        found = connection.execute(other.limit(1)).one_or_none()
        if found is not None:
            waits = "waits to be applied" if found.status == "judged" else "is under way"
            raise Conflict(
                f"A rejudging of this problem {waits}: apply or cancel it first.",
                rejudging=found.id,
            )
        attempts = select(func.count(), func.max(Submission.id)).where(
            *finished(problem_id, chosen)
        )
        total, last_id = connection.execute(attempts).one()
        if chosen is not None and total < len(set(chosen)):
            wrong = len(set(chosen)) - total
            raise Invalid(
                f"{wrong} of these cannot be judged anew: they are no attempts at this problem, or"
                " still wait, or have failed by our own fault.",
                field="submissions",
            )
        row = {
            "id": rejudging_id,
            "problem_id": problem_id,
            "version": stored.version,
            "apply": apply,
            "status": "running",
            "last_id": last_id or "",
            "reached_id": "",
            "total": total,
            "chosen": sorted(set(chosen)) if chosen is not None else None,
            "tally": {},
            "created_by": who,
            "created_at": utc_now(),
        }
        connection.execute(insert(Rejudging), row)
        details: dict[str, Any] = {"rejudging": rejudging_id, "version": stored.version}
        details |= {"apply": apply, **({} if chosen is None else {"chosen": total})}
        record_act(connection, who, Act.REJUDGE, problem_id, details)

    await context.database.write(write)
    context.bus.publish(REJUDGES)
    return await get(context.database, rejudging_id)


def finished(problem_id: str, chosen: list[str] | None = None) -> tuple[Any, ...]:
    """Return the conditions for the attempts that are judged anew: those that have an outcome.

    One that failed by our own fault, or was cancelled, does not count and stays so; one whose code
    is no longer kept cannot be. None but those `chosen`, if any are.
    """
    choice = () if chosen is None else (Submission.id.in_(chosen),)
    return (
        *choice,
        Submission.problem_id == problem_id,
        Submission.mode == "submit",
        Submission.status == "done",
        Submission.verdict != Verdict.JUDGE_ERROR.value,
        Submission.code_removed_at.is_(None),
    )


def ahead(rejudging: Row[Any]) -> tuple[Any, ...]:
    """Return the conditions for the attempts that a rejudging has still to reach."""
    return (
        *finished(rejudging.problem_id, rejudging.chosen),
        Submission.id > rejudging.reached_id,
        Submission.id <= rejudging.last_id,
    )


async def get(
    database: Database, rejudging_id: str, cursor: str | None = None, limit: int = 100
) -> RejudgingShown:
    """Return a rejudging with a page of its changes. Raises NotFound."""
    query = select(*_ITEM).where(Rejudging.id == rejudging_id)
    row = None
    if is_id(rejudging_id):
        row = await database.read(lambda connection: connection.execute(query).one_or_none())
    if row is None:
        raise NotFound("There is no such rejudging.")
    again = aliased(Submission)
    changes = (
        select(
            RejudgeItem.original_id,
            RejudgeItem.state,
            RejudgeItem.before,
            User.username,
            again.version,
            again.verdict,
            again.score,
            again.passed,
            again.total,
        )
        .join(again, again.id == RejudgeItem.submission_id)
        .join(User, User.id == again.user_id)
        .where(RejudgeItem.rejudging_id == rejudging_id, RejudgeItem.changed.is_(True))
        .order_by(RejudgeItem.original_id)
        .limit(limit + 1)
    )
    if cursor is not None:
        changes = changes.where(RejudgeItem.original_id > decode_cursor(cursor, str)[0])
    rows = await database.read(lambda connection: connection.execute(changes).all())
    more = encode_cursor(rows[limit - 1].original_id) if len(rows) > limit else None
    return RejudgingShown(
        **_item(row).model_dump(), changes=[_change(found) for found in rows[:limit]], next=more
    )


def _item(row: Row[Any]) -> RejudgingItem:
    counts = []
    for pair, count in sorted(row.tally.items(), key=lambda item: (-item[1], item[0])):
        before, _, after = pair.partition(">")
        counts.append(Outcomes.model_validate({"from": before, "to": after, "count": count}))
    values = {**row._mapping, "counts": counts, "chosen": row.chosen is not None}
    return RejudgingItem.model_validate(values)


def _change(row: Row[Any]) -> Change:
    after = Judged(
        version=row.version,
        verdict=row.verdict,
        score=row.score,
        passed=row.passed,
        total=row.total,
    )
    return Change(
        submission=row.original_id,
        user=row.username,
        before=Judged.model_validate(row.before),
        after=after,
        applied=row.state == "applied",
    )


async def list_rejudgings(
    database: Database, problem_id: str | None, cursor: str | None, limit: int
) -> tuple[list[RejudgingItem], str | None]:
    """Return a page of rejudgings, newest first, and the next page's cursor."""
    query = select(*_ITEM).order_by(Rejudging.id.desc()).limit(limit + 1)
    if problem_id is not None:
        query = query.where(Rejudging.problem_id == problem_id)
    if cursor is not None:
        query = query.where(Rejudging.id < decode_cursor(cursor, str)[0])
    rows = await database.read(lambda connection: connection.execute(query).all())
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return [_item(row) for row in rows[:limit]], more


async def apply(context: Context, who: str, rejudging_id: str) -> RejudgingShown:
    """Let the outcomes replace those of the attempts, as far as they are there, and as they come.

    A second call changes nothing. Raises NotFound, and Conflict for a cancelled rejudging.
    """
    found = await get(context.database, rejudging_id, limit=1)
    if found.status == "cancelled":
        raise Conflict("This rejudging was cancelled: begin another.")
    begin = (
        update(Rejudging)
        .where(
            Rejudging.id == rejudging_id,
            Rejudging.apply.is_(False),
            Rejudging.status.in_(("running", "judged")),
        )
        .values(apply=True)
    )

    def write(connection: Connection) -> None:
        if connection.execute(begin).rowcount:
            details = {"rejudging": rejudging_id, "version": found.version}
            record_act(connection, who, Act.APPLY, found.problem, details)

    await context.database.write(write)
    context.bus.publish(REJUDGES)
    return await get(context.database, rejudging_id)


async def cancel(context: Context, who: str, rejudging_id: str) -> RejudgingShown:
    """End a rejudging; what was applied stays applied. Raises NotFound, Conflict."""
    found = await get(context.database, rejudging_id, limit=1)
    if found.status == "applied":
        raise Conflict("This rejudging is applied: nothing is left to cancel.")
    end = (
        update(Rejudging)
        .where(Rejudging.id == rejudging_id, Rejudging.status.in_(UNFINISHED))
        .values(status="cancelled", finished_at=utc_now())
    )
    queued = select(RejudgeItem.submission_id).where(
        RejudgeItem.rejudging_id == rejudging_id, RejudgeItem.state == "queued"
    )
    forget = delete(Submission).where(Submission.status == "queued", Submission.id.in_(queued))

    def write(connection: Connection) -> None:
        if connection.execute(end).rowcount:
            connection.execute(forget)
            details = {"rejudging": rejudging_id, "applied": found.applied}
            record_act(connection, who, Act.CANCEL, found.problem, details)

    await context.database.write(write)
    return await get(context.database, rejudging_id)
