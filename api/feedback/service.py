"""Keeping reports, and what admins make of them."""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from api.accounts.access import Caller
from api.accounts.schemas import Role
from api.admin.audit import Act, record_act
from api.context import Context
from api.errors import Invalid, NotAllowed, NotFound
from api.feedback.schemas import Feedback, FeedbackChange, FeedbackItem, NewFeedback, State, Subject
from api.ids import is_id, new_id
from api.paging import decode_cursor, encode_cursor
from api.store.tables import FeedbackRow, Submission, User, utc_now
from api.submissions.checks import check_plain


async def send_feedback(
    context: Context, caller: Caller, address: str, new: NewFeedback
) -> Feedback:
    """Keep a report. Guests may where they may run code; they are counted by address.

    Raises NotAllowed, TooMany, NotFound, Invalid.
    """
    guest = caller.role == Role.GUEST
    if guest and not context.settings.guest_runs:
        raise NotAllowed("Guests report nothing here: make an account.")
    context.limits.hit("feedback", address if guest else caller.id)
    check_plain([new.text, new.path or ""])
    if new.document is not None and context.catalogue.find_any(new.document) is None:
        raise NotFound("There is nothing of this name to report something about.")
    values = {
        "id": new_id(),
        **new.model_dump(exclude={"document", "submission"}),
        "document_id": new.document,
        "submission_id": new.submission,
        "state": "open",
        "note": "",
        "created_at": utc_now(),
    }
    mine = select(Submission.id).where(
        Submission.id == new.submission, Submission.user_id == caller.id
    )

    def store(connection: Connection) -> Row[Any]:
        if new.submission is not None and not (is_id(new.submission) and connection.scalar(mine)):
            raise Invalid("You have no such submission.", field="submission")
        connection.execute(insert(FeedbackRow).values(user_id=caller.id, **values))
        return connection.execute(select(FeedbackRow).where(FeedbackRow.id == values["id"])).one()

    row = await context.database.write(store)
    return Feedback(**_fields(row))


async def list_feedback(
    context: Context,
    wanted: dict[str, str | None],
    cursor: str | None,
    limit: int,
) -> tuple[list[FeedbackItem], str | None]:
    """Return a page of the reports, newest first, and the next page's cursor.

    `wanted` may narrow by `state`, `kind`, `document` and `user` (a name).
    """
    query = _items()
    if state := wanted.get("state"):
        query = query.where(FeedbackRow.state == state)
    if kind := wanted.get("kind"):
        query = query.where(FeedbackRow.kind == kind)
    if document := wanted.get("document"):
        query = query.where(FeedbackRow.document_id == document)
    if user := wanted.get("user"):
        query = query.where(func.lower(User.username) == user.casefold())
    if cursor is not None:
        query = query.where(FeedbackRow.id < decode_cursor(cursor, str)[0])
    query = query.order_by(FeedbackRow.id.desc()).limit(limit + 1)
    rows = await context.database.read(lambda connection: connection.execute(query).all())
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return [_item(context, row) for row in rows[:limit]], more


async def change_feedback(
    context: Context, who: str, feedback_id: str, change: FeedbackChange
) -> FeedbackItem:
    """Close a report, open it again, or note something to it; it goes into the record.

    Raises NotFound.
    """
    values: dict[str, Any] = change.model_dump(exclude_none=True)
    if "note" in values:
        check_plain(values["note"])
    if change.state == "closed":
        values |= {"closed_at": utc_now(), "closed_by": who}
    elif change.state == "open":
        values |= {"closed_at": None, "closed_by": None}
    this = FeedbackRow.id == feedback_id

    def store(connection: Connection) -> Row[Any]:
        row = connection.execute(_items().where(this)).one_or_none()
        if row is None:
            raise NotFound("There is no such report.")
        if values:
            connection.execute(update(FeedbackRow).where(this).values(values))
            details = {"user": row.username, "feedback": feedback_id}
            details |= change.model_dump(include={"state", "note"}, exclude_none=True)
            record_act(connection, who, Act.CHANGE_FEEDBACK, row.document_id, details)
        return connection.execute(_items().where(this)).one()

    if not is_id(feedback_id):
        raise NotFound("There is no such report.")
    return _item(context, await context.database.write(store))


def count_open(connection: Connection) -> int:
    """Return how many reports nobody has closed."""
    query = select(func.count()).select_from(FeedbackRow).where(FeedbackRow.state == "open")
    return connection.scalar(query) or 0


def _items() -> Select[*tuple[Any, ...]]:
    return select(*FeedbackRow.__table__.columns, User.username).join(
        User, User.id == FeedbackRow.user_id
    )


def _item(context: Context, row: Row[Any]) -> FeedbackItem:
    entry = context.catalogue.find_any(row.document_id) if row.document_id else None
    return FeedbackItem(
        **_fields(row),
        user=row.username,
        user_id=row.user_id,
        document_kind=entry.document.kind if entry else None,
        closed_by=row.closed_by,
    )


def _fields(row: Row[Any]) -> dict[str, Any]:
    kind: Subject = row.kind
    state: State = row.state
    return {
        "id": row.id,
        "kind": kind,
        "text": row.text,
        "document": row.document_id,
        "path": row.path,
        "submission": row.submission_id,
        "state": state,
        "note": row.note,
        "created_at": row.created_at,
        "closed_at": row.closed_at,
    }
