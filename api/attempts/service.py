"""Finds attempts by what is known of them.

Theory of operation. What an index can narrow (a person, a problem, a time, our own failures)
narrows the rows that are looked at; the rest is sifted out of at most `LOOK` of these at a time,
newest first. So no wish, however rare what it asks for, reads more than that in one go: the page is
returned with what was found, and its cursor goes on from where the search had come to.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, select

from api.attempts.schemas import Wanted
from api.errors import NotFound
from api.ids import first_id, is_id
from api.paging import decode_cursor, encode_cursor
from api.store.session import Database
from api.store.tables import Submission, User
from api.submissions.service import REPORT, SUMMARY, summary_json, to_json

Json = dict[str, Any]
Query = Select[*tuple[Any, ...]]

LOOK = 5_000
MODES = ("submit", "run")


@dataclass(frozen=True, slots=True)
class Found:
    """Attempts, newest first, and where to go on; None at the end."""

    items: list[Json]
    next_id: str | None


async def list_attempts(
    database: Database, wanted: Wanted, cursor: str | None, limit: int
) -> tuple[list[Json], str | None]:
    """Return a page of attempts and the next page's cursor."""
    before = str(decode_cursor(cursor, str)[0]) if cursor is not None else None
    found = await database.read(lambda connection: find(connection, wanted, before, limit))
    return found.items, encode_cursor(found.next_id) if found.next_id is not None else None


async def each_attempt(database: Database, wanted: Wanted, most: int) -> AsyncIterator[Json]:
    """Yield attempts, newest first, at most `most` of them; never much of them in memory."""
    before, left = None, most
    while left > 0:
        look = partial(find, wanted=wanted, before=before, limit=min(left, 500))
        found = await database.read(look)
        for item in found.items:
            yield item
        left -= len(found.items)
        before = found.next_id
        if before is None:
            return


def find(connection: Connection, wanted: Wanted, before: str | None, limit: int) -> Found:
    """Return the next attempts that fit, before an id."""
    looked = _looked(connection, wanted, before)
    if looked is None:
        return Found([], None)
    few = looked.limit(LOOK).subquery()
    fits = [few.c.mode.in_(MODES) if wanted.mode is None else few.c.mode == wanted.mode]
    if wanted.verdict is not None:
        fits.append(few.c.verdict == wanted.verdict.value)
    if wanted.version is not None:
        fits.append(few.c.version == wanted.version)
    ids = list(connection.scalars(select(few.c.id).where(*fits).limit(limit + 1)))
    if len(ids) > limit:
        next_id = ids[limit - 1]
    else:
        next_id = connection.scalar(looked.offset(LOOK - 1).limit(1))
    query = (
        select(*SUMMARY, Submission.user_id, User.username)
        .join(User, User.id == Submission.user_id)
        .where(Submission.id.in_(ids[:limit]))
        .order_by(Submission.id.desc())
    )
    return Found([_item(row) for row in connection.execute(query)], next_id)


def _looked(connection: Connection, wanted: Wanted, before: str | None) -> Query | None:
    """Return the query of what is looked at; None where nothing can fit."""
    query = select(Submission.id, Submission.mode, Submission.verdict, Submission.version).order_by(
        Submission.id.desc()
    )
    if wanted.user is not None:
        owner = select(User.id).where(User.name_key == wanted.user.casefold())
        user_id = connection.scalar(owner)
        if user_id is None:
            return None
        query = query.where(Submission.user_id == user_id)
    if wanted.problem is not None:
        query = query.where(Submission.problem_id == wanted.problem)
    if wanted.verdict is not None and wanted.user is None and wanted.problem is None:
        # By the index of verdicts; together with a person or a problem it would be a guess which
        # of two indexes leaves less to look at.
        query = query.where(Submission.verdict == wanted.verdict.value)
    if wanted.since is not None:
        query = query.where(Submission.id >= first_id(_midnight(wanted.since)))
    if wanted.until is not None and wanted.until < datetime.max.date():
        query = query.where(Submission.id < first_id(_midnight(wanted.until + timedelta(days=1))))
    if before is not None:
        query = query.where(Submission.id < before)
    return query


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC)


def _item(row: Any) -> Json:
    return summary_json(row) | {"user": row.username, "user_id": row.user_id}


async def get_attempt(database: Database, attempt_id: str) -> Json:
    """Return an attempt with its code and its tests. Raises NotFound."""
    query = (
        select(*SUMMARY, *REPORT, Submission.attempt, Submission.user_id, User.username)
        .join(User, User.id == Submission.user_id)
        .where(Submission.id == attempt_id, Submission.mode.in_(MODES))
    )

    def read(connection: Connection) -> Json | None:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return to_json(connection, row) | {"user": row.username, "user_id": row.user_id}

    found = await database.read(read) if is_id(attempt_id) else None
    if found is None:
        raise NotFound("There is no such attempt.")
    del found["attempt"]
    return found
