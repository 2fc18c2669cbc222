"""A guest who turns out to have an account: what was done as a guest follows there.

Theory of operation: one transaction hands every row of the guest to the account and deletes the
guest. Of what both have, one is made of two: attempts are all kept, days are added up, the newer
answer stands, notes are put together. Where both have unfinished code, the account's stays, with a
revision that no tab has seen: the browser still has the guest's, and shows both.

The guest's row is locked before the last look at what belongs to it, so nothing that comes in
meanwhile is lost: it is waited for, or fails. The submissions go first, in the order in which the
judge locks things; what is judged just then is counted for whom its row belongs to by the end.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, select, update
from sqlalchemy.orm import aliased

from api.accounts.schemas import Role
from api.admin.audit import Act, record_act
from api.notes.schemas import MAX_LETTERS
from api.statistics.journeys import retrace_journey
from api.store.session import Database
from api.store.tables import (
    ActiveDay,
    Answer,
    ApiToken,
    Base,
    BatchRow,
    CodeDraft,
    FeedbackRow,
    HintOpening,
    Journey,
    LoginSession,
    Note,
    ProviderIdentity,
    Review,
    Submission,
    TextDraft,
    User,
    Webhook,
    utc_now,
)
from api.store.upsert import add_counts

Merge = Callable[[Connection, str, str], None]


async def merge_guest(database: Database, guest_id: str, user_id: str) -> None:
    """Hand all that a guest has done to an account, and delete the guest. Once is enough."""
    await database.write(lambda connection: merge(connection, guest_id, user_id))


def merge(connection: Connection, guest_id: str, user_id: str) -> None:
    """See `merge_guest`."""
    _move_submissions(connection, guest_id, user_id)
    guest = User.id == guest_id, User.role == Role.GUEST
    who = connection.execute(select(User).where(*guest).with_for_update()).one_or_none()
    account = connection.execute(select(User.username).where(User.id == user_id)).one_or_none()
    if who is None or account is None:
        return  # Merged already, or registered meanwhile.
    for move in FOLLOWS.values():
        move(connection, guest_id, user_id)
    if who.active_on is not None:
        mine = select(User.active_on).where(User.id == user_id)
        last = connection.scalar(mine)
        values = {"attempts": User.attempts + who.attempts, "slow": who.slow}
        values["active_on"] = max(filter(None, (last, who.active_on)))
        connection.execute(update(User).where(User.id == user_id).values(values))
    connection.execute(delete(User).where(User.id == guest_id))
    details = {"user": account.username, "guest": who.username, "attempts": who.attempts}
    record_act(connection, account.username, Act.MERGE_GUEST, None, details)


def _move_new(table: type[Base], *keys: str) -> Merge:
    """Return what moves the rows of which the account has none with the same keys."""

    def move(connection: Connection, guest_id: str, user_id: str) -> None:
        theirs: Any = aliased(table)
        same = [getattr(theirs, key) == getattr(table, key) for key in keys]
        has = exists().where(theirs.user_id == user_id, *same)
        rows: Any = table
        connection.execute(
            update(table).where(rows.user_id == guest_id, ~has).values(user_id=user_id)
        )

    return move


def _both(connection: Connection, table: Any, keys: Sequence[str], *pair: str) -> Sequence[Any]:
    """Return the rows that both have with the same keys; the guest's columns as `guest_...`."""
    ours, theirs = aliased(table), aliased(table)
    names = [column.key for column in table.__table__.columns]
    same = (getattr(ours, key) == getattr(theirs, key) for key in keys)
    query = (
        select(
            *(getattr(ours, name).label(f"guest_{name}") for name in names),
            *(getattr(theirs, name) for name in names),
        )
        .join(theirs, and_(*same))
        .where(ours.user_id == pair[0], theirs.user_id == pair[1])
    )
    return connection.execute(query).all()


def _move_submissions(connection: Connection, guest_id: str, user_id: str) -> None:
    theirs = aliased(Submission)
    used = select(theirs.idempotency_key).where(
        theirs.user_id == user_id, theirs.idempotency_key.is_not(None)
    )
    of_guest = Submission.user_id == guest_id
    connection.execute(
        update(Submission)
        .where(of_guest, Submission.idempotency_key.in_(used))
        .values(idempotency_key=None)
    )
    connection.execute(update(Submission).where(of_guest).values(user_id=user_id))


def _merge_answers(connection: Connection, guest_id: str, user_id: str) -> None:
    keys = "document_id", "part"
    _move_new(Answer, *keys)(connection, guest_id, user_id)
    for row in _both(connection, Answer, keys, guest_id, user_id):
        solved = filter(None, (row.solved_at, row.guest_solved_at))
        values = {
            "tries": row.tries + row.guest_tries,
            "solved_at": min(solved, default=None),
        }
        if row.guest_answered_at > row.answered_at:
            for name in ("version", "answer", "grade", "right", "answered_at"):
                values[name] = getattr(row, f"guest_{name}")
        mine = (
            Answer.user_id == user_id,
            Answer.document_id == row.document_id,
            Answer.part == row.part,
        )
        connection.execute(update(Answer).where(*mine).values(values))


def _add_days(connection: Connection, guest_id: str, user_id: str) -> None:
    names = "attempts", "answers", "right"
    columns = [ActiveDay.day, *(getattr(ActiveDay, name) for name in names)]
    days = connection.execute(select(*columns).where(ActiveDay.user_id == guest_id))
    rows = [{"user_id": user_id, **day} for day in days.mappings()]
    add_counts(connection, ActiveDay, rows, names)


def _merge_journeys(connection: Connection, guest_id: str, user_id: str) -> None:
    _move_new(Journey, "problem_id")(connection, guest_id, user_id)
    for row in _both(connection, Journey, ("problem_id",), guest_id, user_id):
        seen = filter(None, (row.seen_at, row.guest_seen_at))
        given_up = filter(None, (row.given_up_at, row.guest_given_up_at))
        values = {
            "begun_at": min(row.begun_at, row.guest_begun_at),
            "seen_at": max(seen, default=None),
            "given_up_at": min(given_up, default=None),
        }
        mine = Journey.user_id == user_id, Journey.problem_id == row.problem_id
        connection.execute(update(Journey).where(*mine).values(values))
        retrace_journey(connection, user_id, row.problem_id)


def _merge_drafts(connection: Connection, guest_id: str, user_id: str) -> None:
    _move_new(CodeDraft, "problem_id")(connection, guest_id, user_id)
    for row in _both(connection, CodeDraft, ("problem_id",), guest_id, user_id):
        if (row.code, row.inputs) == (row.guest_code, row.guest_inputs):
            continue
        mine = CodeDraft.user_id == user_id, CodeDraft.problem_id == row.problem_id
        revision = max(row.revision, row.guest_revision) + 1
        connection.execute(update(CodeDraft).where(*mine).values(revision=revision))


def _merge_texts(connection: Connection, guest_id: str, user_id: str) -> None:
    keys = "document_id", "place"
    _move_new(TextDraft, *keys)(connection, guest_id, user_id)
    for row in _both(connection, TextDraft, keys, guest_id, user_id):
        if row.text == row.guest_text:
            continue
        mine = (
            TextDraft.user_id == user_id,
            TextDraft.document_id == row.document_id,
            TextDraft.place == row.place,
        )
        revision = max(row.revision, row.guest_revision) + 1
        connection.execute(update(TextDraft).where(*mine).values(revision=revision))


def _merge_notes(connection: Connection, guest_id: str, user_id: str) -> None:
    _move_new(Note, "document_id")(connection, guest_id, user_id)
    for row in _both(connection, Note, ("document_id",), guest_id, user_id):
        if row.guest_text in row.text:
            continue
        values = {"revision": max(row.revision, row.guest_revision) + 1, "saved_at": utc_now()}
        text = f"{row.text}\n\n{row.guest_text}".strip()
        if len(text) <= MAX_LETTERS:
            values["text"] = text
        mine = Note.user_id == user_id, Note.document_id == row.document_id
        connection.execute(update(Note).where(*mine).values(values))


FOLLOWS: dict[type[Base], Merge] = {
    Submission: _move_submissions,
    BatchRow: _move_new(BatchRow, "idempotency_key"),
    ActiveDay: _add_days,
    Review: _move_new(Review, "document_id", "part"),
    Journey: _merge_journeys,
    Answer: _merge_answers,
    HintOpening: _move_new(HintOpening, "problem_id", "hint"),
    CodeDraft: _merge_drafts,
    Note: _merge_notes,
    TextDraft: _merge_texts,
    FeedbackRow: _move_new(FeedbackRow, "id"),
}
"""What follows a guest, and how. `_add_days` leaves its rows to be deleted with the guest."""
STAYS = frozenset({LoginSession, ApiToken, ProviderIdentity, Webhook})
"""What ends with the guest: ways in, of which a guest has none but the cookie."""
