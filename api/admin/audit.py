"""What admins did, and what became of guests: written in the transaction of the act itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from api.ids import new_id
from api.paging import decode_cursor, encode_cursor
from api.store.session import Database
from api.store.tables import AuditEntry, utc_now

Json = dict[str, Any]
Query = Select[*tuple[Any, ...]]


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
    END_LOG_INS = "end_log_ins"
    DELETE_TOKENS = "delete_tokens"
    INVITE = "invite"
    UNINVITE = "uninvite"
    RECYCLE = "recycle"
    MERGE_GUEST = "merge_guest"
    CHANGE_FEEDBACK = "change_feedback"


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Which acts are asked for; None: whichever."""

    who: str | None = None
    act: Act | None = None
    problem: str | None = None
    user: str | None = None
    """The name of the account that it was done to."""

    def apply(self, query: Query) -> Query:
        """Narrow a query of acts."""
        if self.who is not None:
            query = query.where(func.lower(AuditEntry.who) == self.who.casefold())
        if self.act is not None:
            query = query.where(AuditEntry.act == self.act.value)
        if self.problem is not None:
            query = query.where(AuditEntry.problem_id == self.problem)
        if self.user is not None:
            name = AuditEntry.details["user"].as_string()
            query = query.where(func.lower(name) == self.user.casefold())
        return query


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
    database: Database, wanted: ActFilter, cursor: str | None, limit: int
) -> tuple[list[Json], str | None]:
    """Return a page of the acts, newest first, and the next page's cursor."""
    query = wanted.apply(
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.who,
            AuditEntry.act,
            AuditEntry.problem_id.label("problem"),
            AuditEntry.details,
        )
    )
    if cursor is not None:
        query = query.where(AuditEntry.id < decode_cursor(cursor, str)[0])
    query = query.order_by(AuditEntry.id.desc()).limit(limit + 1)
    rows = await database.read(lambda connection: connection.execute(query).mappings().all())
    more = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
    return [dict(row) for row in rows[:limit]], more
