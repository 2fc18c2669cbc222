"""The stored answers of people, one row a part."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection, func, or_, select, update

from api.errors import ApiError
from api.progress.activity import count_activity
from api.reviews.cards import record_review
from api.store.session import Database
from api.store.tables import Answer, utc_now
from api.store.upsert import insert_new

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer that was graded."""

    part: int
    answer: Any
    grade: Json
    right: bool | None
    seen: int | None = None
    """How many tries the answer had that this one takes the place of; None: whichever it is."""


class AnswerConflict(ApiError):
    """A part was answered elsewhere meanwhile; `answer` is what is kept of it."""

    status: ClassVar[int] = 409
    type: ClassVar[str] = "answer-conflict"
    title: ClassVar[str] = "Answered elsewhere meanwhile"


async def store(
    database: Database, user_id: str, document_id: str, version: int, answers: list[NewAnswer]
) -> None:
    """Keep answers, each in the place of the one before; all or none. Raises AnswerConflict."""

    def write(connection: Connection) -> None:
        for new in answers:
            _store(connection, user_id, document_id, version, new)
        right = sum(new.right is True for new in answers)
        count_activity(connection, user_id, answers=len(answers), right=right)

    if answers:
        await database.write(write)


def _store(
    connection: Connection, user_id: str, document_id: str, version: int, new: NewAnswer
) -> None:
    now = utc_now()
    if new.right is not None:
        record_review(connection, user_id, document_id, new.part, new.right, now)
    key = {"user_id": user_id, "document_id": document_id, "part": new.part}
    values = {
        "version": version,
        "answer": new.answer,
        "grade": new.grade,
        "right": new.right,
        "answered_at": now,
    }
    solved_at = now if new.right else None
    if insert_new(connection, Answer, {**key, **values, "tries": 1, "solved_at": solved_at}):
        return
    mine = [getattr(Answer, name) == value for name, value in key.items()]
    # An answer to an older version is shown to nobody: what is new need not have seen it.
    older = Answer.version != version
    seen = () if new.seen is None else (or_(Answer.tries == new.seen, older),)
    again = update(Answer).where(*mine, *seen).values(**values, tries=Answer.tries + 1)
    if connection.execute(again).rowcount == 0:
        query = select(Answer.part, Answer.answer, Answer.right, Answer.tries).where(*mine)
        kept = connection.execute(query).mappings().one()
        raise AnswerConflict("It was answered elsewhere meanwhile.", answer=dict(kept))
    if new.right:
        first = update(Answer).where(*mine, Answer.solved_at.is_(None)).values(solved_at=now)
        connection.execute(first)


async def mark(
    database: Database, user_id: str, document_id: str, marks: dict[int, bool]
) -> list[int]:
    """Keep what somebody says of own answers in words; return the parts not answered yet."""

    def write(connection: Connection) -> list[int]:
        missing = []
        for part, right in marks.items():
            mine = (
                Answer.user_id == user_id,
                Answer.document_id == document_id,
                Answer.part == part,
            )
            if not connection.execute(update(Answer).where(*mine).values(right=right)).rowcount:
                missing.append(part)
                continue
            record_review(connection, user_id, document_id, part, right, utc_now())
            if right:
                first = update(Answer).where(*mine, Answer.solved_at.is_(None))
                connection.execute(first.values(solved_at=utc_now()))
        return missing

    return await database.write(write) if marks else []


async def read(database: Database, user_id: str | None, document_id: str) -> dict[int, Any]:
    """Return somebody's answers to a document, by part."""
    if user_id is None:
        return {}
    query = select(
        Answer.part, Answer.answer, Answer.grade, Answer.right, Answer.tries, Answer.version
    ).where(Answer.user_id == user_id, Answer.document_id == document_id)
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row.part: row for row in rows}


async def count(database: Database, user_id: str | None) -> dict[str, tuple[int, int]]:
    """Return how many parts of each document somebody has answered, and has had right."""
    if user_id is None:
        return {}
    query = (
        select(Answer.document_id, func.count(), func.count(Answer.solved_at))
        .where(Answer.user_id == user_id)
        .group_by(Answer.document_id)
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {row[0]: (row[1], row[2]) for row in rows}
