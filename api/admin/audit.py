"""What admins did: written in the transaction of the act itself."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from api.ids import new_id
from api.paging import decode_cursor, encode_cursor
from api.store.session import Database
from api.store.tables import AuditEntry, utc_now

Json = dict[str, Any]


class Act(StrEnum):
    """The acts that are kept."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    REJUDGE = "rejudge"
    APPLY = "apply"
    CANCEL = "cancel"
    CHANGE_ACCOUNT = "change_account"
    RESET_PASSWORD = "reset_password"
    INVITE = "invite"
    UNINVITE = "uninvite"


def record_act(
    connection: Connection, who: str, act: Act, problem_id: str | None, details: Json | None = None
) -> None:
    """Keep an act, if the transaction commits."""
    connection.execute(
        insert(AuditEntry).values(
            id=new_id(),
            at=utc_now(),
            who=who,
            act=act.value,
            problem_id=problem_id,
            details=details or {},
        )
    )


async def list_acts(
    database: Database, problem_id: str | None, cursor: str | None, limit: int
) -> tuple[list[Json], str | None]:
    """Return a page of the acts, newest first, and the next page's cursor."""
    query = select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.who,
        AuditEntry.act,
        AuditEntry.problem_id.label("problem"),
        AuditEntry.details,
    )
    if problem_id is not None:
        query = query.where(AuditEntry.problem_id == problem_id)
    if cursor is not None:
        query = query.where(AuditEntry.id < decode_cursor(cursor, str)[0])
    query = query.order_by(AuditEntry.id.desc()).limit(limit + 1)
    rows = await database.read(lambda connection: connection.execute(query).mappings().all())
    more = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
    return [dict(row) for row in rows[:limit]], more
