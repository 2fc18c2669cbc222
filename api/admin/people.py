"""What admins do with accounts: roles, closing and opening, passwords, log-ins, tokens."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, func, select, update

from api.accounts.access import Admin, get_admin
from api.accounts.schemas import GivenRole, Role
from api.accounts.service import require_another_admin, set_password
from api.admin.audit import Act, record_act
from api.context import Ctx
from api.errors import Invalid, NotFound, documented
from api.paging import Cursor, Limit, Page, decode_cursor, encode_cursor
from api.store.session import Database
from api.store.tables import ApiToken, LoginSession, User, utc_now

router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(get_admin)])

_ID = "01980b6e-0000-7000-8000-000000000000"


class Person(BaseModel):
    """An account, as admins see it."""

    id: str = Field(examples=[_ID])
    username: str = Field(examples=["ada"])
    role: Role = Field(examples=["candidate"])
    created_at: datetime
    disabled: bool = Field(description="Closed: no log-in and no token works.", examples=[False])
    attempts: int = Field(description="Judged attempts and those alone.", examples=[12])
    last_active_on: date | None = Field(
        description="The last day, by UTC, with an attempt or an answer."
    )
    sessions: int = Field(description="Log-ins that have not ended.", examples=[1])
    tokens: int = Field(description="Tokens, expired ones too.", examples=[0])


class PersonChange(BaseModel):
    """What is to be changed of an account; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "author"}]})

    role: GivenRole | None = None
    disabled: bool | None = None


class NewPasswordShown(BaseModel):
    """A password made up for an account. It is shown this once."""

    password: str = Field(examples=["Zr3nq0lTtYw-8h2c"])


class Revoked(BaseModel):
    """How much was ended."""

    count: int = Field(examples=[2])


def read_people(connection: Connection, users: Sequence[Any]) -> list[Person]:
    """Return accounts with what is counted of them; three queries, however many they are."""
    ids = [user.id for user in users]

    def counts(table: Any, *conditions: Any) -> dict[str, int]:
        query = select(table.user_id, func.count()).where(table.user_id.in_(ids), *conditions)
        return {row[0]: row[1] for row in connection.execute(query.group_by(table.user_id))}

    sessions = counts(LoginSession, LoginSession.expires_at > utc_now())
    tokens = counts(ApiToken)
    return [
        Person(
            id=user.id,
            username=user.username,
            role=user.role,
            created_at=user.created_at,
            disabled=user.disabled_at is not None,
            attempts=user.attempts,
            last_active_on=user.active_on,
            sessions=sessions.get(user.id, 0),
            tokens=tokens.get(user.id, 0),
        )
        for user in users
    ]


def get_person(connection: Connection, user_id: str) -> Person:
    """Return an account. Raises NotFound."""
    row = connection.execute(select(User).where(User.id == user_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such account.")
    return read_people(connection, [row])[0]


@router.get("/users", summary="All accounts", responses=documented(401, 403, 422))
async def list_users(
    context: Ctx,
    q: Annotated[
        str | None, Query(max_length=100, description="Part of the name.", examples=["ada"])
    ] = None,
    role: Annotated[Role | None, Query(examples=["author"])] = None,
    disabled: Annotated[bool | None, Query(description="Only those closed, or only open.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Person]:
    """Newest first."""
    # Ids first: an index holds the names, and there may be thousands to look at.
    found = select(User.id).order_by(User.id.desc()).limit(limit + 1)
    if q:
        found = found.where(User.name_key.contains(q.casefold(), autoescape=True))
    if role is not None:
        found = found.where(User.role == role.value)
    if disabled is not None:
        found = found.where(User.disabled_at.is_not(None) == disabled)
    if cursor is not None:
        found = found.where(User.id < decode_cursor(cursor, str)[0])
    query = select(User).where(User.id.in_(found)).order_by(User.id.desc())

    def read(connection: Connection) -> Page[Person]:
        rows = connection.execute(query).all()
        more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
        return Page(items=read_people(connection, rows[:limit]), next=more)

    return await context.database.read(read)


@router.get("/users/{user_id}", summary="An account", responses=documented(401, 403, 404))
async def get_user(user_id: str, context: Ctx) -> Person:
    """As in the list."""
    return await context.database.read(lambda connection: get_person(connection, user_id))


@router.patch(
    "/users/{user_id}",
    summary="Change an account",
    responses=documented(401, 403, 404, 409, 422),
)
async def change_user(user_id: str, body: PersonChange, caller: Admin, context: Ctx) -> Person:
    """Roles, closing, opening. Closing ends every log-in; the last admin stays one."""
    if user_id == caller.id:
        raise Invalid("This is your own account: another admin has to change it.")
    values: dict[str, Any] = {}
    if body.role is not None:
        values["role"] = body.role.value
    if body.disabled is not None:
        values["disabled_at"] = utc_now() if body.disabled else None

    def change(connection: Connection) -> Person:
        if values:
            if body.disabled or body.role not in (None, Role.ADMIN):
                require_another_admin(connection, user_id)
            connection.execute(update(User).where(User.id == user_id).values(**values))
        if body.disabled:
            connection.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
        person = get_person(connection, user_id)
        asked = body.model_dump(mode="json", exclude_none=True)
        details = {"user": person.username, **asked}
        record_act(connection, caller.username, Act.CHANGE_ACCOUNT, None, details)
        return person

    return await context.database.write(change)


@router.post(
    "/users/{user_id}/password",
    summary="Give an account a new password",
    responses=documented(401, 403, 404),
)
async def reset_password(
    user_id: str, caller: Admin, response: Response, context: Ctx
) -> NewPasswordShown:
    """Makes one up and ends every log-in. Its owner should change it at once."""
    response.headers["Cache-Control"] = "no-store"
    password = secrets.token_urlsafe(12)

    def also(connection: Connection) -> None:
        details = {"user": get_person(connection, user_id).username}
        record_act(connection, caller.username, Act.RESET_PASSWORD, None, details)

    await set_password(context.database, user_id, password, also=also)
    return NewPasswordShown(password=password)


@router.delete(
    "/users/{user_id}/sessions",
    summary="End all log-ins of an account",
    responses=documented(401, 403, 404),
)
async def end_log_ins(user_id: str, caller: Admin, context: Ctx) -> Revoked:
    """They end at once; tokens stay as they are."""
    return await _revoke(context.database, LoginSession, user_id, caller, Act.END_LOG_INS)


@router.delete(
    "/users/{user_id}/tokens",
    summary="Delete all tokens of an account",
    responses=documented(401, 403, 404),
)
async def delete_tokens(user_id: str, caller: Admin, context: Ctx) -> Revoked:
    """Programs that use them are refused at once; log-ins stay as they are."""
    return await _revoke(context.database, ApiToken, user_id, caller, Act.DELETE_TOKENS)


async def _revoke(
    database: Database,
    table: type[LoginSession] | type[ApiToken],
    user_id: str,
    caller: Admin,
    act: Act,
) -> Revoked:
    def remove(connection: Connection) -> Revoked:
        person = get_person(connection, user_id)
        count = connection.execute(delete(table).where(table.user_id == user_id)).rowcount
        details = {"user": person.username, "count": count}
        record_act(connection, caller.username, act, None, details)
        return Revoked(count=count)

    return await database.write(remove)
