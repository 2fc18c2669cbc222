"""What admins do with accounts: roles, closing and opening, new passwords, invitations."""

import secrets
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, delete, select, update

from api.accounts import invitations
from api.accounts.access import Admin, get_admin
from api.accounts.invitations import InvitationInfo, InvitationWithCode, NewInvitation
from api.accounts.schemas import Role
from api.accounts.service import require_another_admin, set_password
from api.admin.audit import Act, record_act
from api.context import Ctx
from api.errors import Invalid, NotFound, documented
from api.paging import Cursor, Limit, Page, decode_cursor, encode_cursor
from api.store.tables import LoginSession, User, utc_now

router = APIRouter(prefix="/api/v1/admin", tags=["admin"], dependencies=[Depends(get_admin)])


class Person(BaseModel):
    """An account, as admins see it."""

    id: str
    username: str
    role: Role
    created_at: datetime
    disabled: bool = Field(description="Closed: no log-in and no token works.")


class PersonChange(BaseModel):
    """What is to be changed of an account; what is left out stays."""

    role: Role | None = None
    disabled: bool | None = None


class NewPasswordShown(BaseModel):
    """A password made up for an account. It is shown this once."""

    password: str


def _person(row: Any) -> Person:
    return Person(
        id=row.id,
        username=row.username,
        role=row.role,
        created_at=row.created_at,
        disabled=row.disabled_at is not None,
    )


@router.get("/users", summary="All accounts", responses=documented(401, 403, 422))
async def list_users(
    context: Ctx,
    q: Annotated[str | None, Query(max_length=100, description="Part of the name.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Person]:
    """Oldest first."""
    query = select(User).order_by(User.id).limit(limit + 1)
    if q:
        query = query.where(User.name_key.contains(q.casefold(), autoescape=True))
    if cursor is not None:
        query = query.where(User.id > decode_cursor(cursor, str)[0])
    rows = await context.database.read(lambda connection: connection.execute(query).all())
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return Page(items=[_person(row) for row in rows[:limit]], next=more)


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
        row = connection.execute(select(User).where(User.id == user_id)).one_or_none()
        if row is None:
            raise NotFound("There is no such account.")
        asked = body.model_dump(mode="json", exclude_none=True)
        record_act(
            connection, caller.username, Act.CHANGE_ACCOUNT, None, {"user": row.username, **asked}
        )
        return _person(row)

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
        record_act(connection, caller.username, Act.RESET_PASSWORD, None, {"user": user_id})

    await set_password(context.database, user_id, password, also=also)
    return NewPasswordShown(password=password)


@router.post(
    "/invitations",
    summary="Invite people",
    status_code=201,
    responses=documented(401, 403, 422),
)
async def create_invitation(
    body: NewInvitation, caller: Admin, response: Response, context: Ctx
) -> InvitationWithCode:
    """The answer holds the code this once; `POST /auth/register` takes it."""
    response.headers["Cache-Control"] = "no-store"

    def make(connection: Connection) -> InvitationWithCode:
        made = invitations.create_invitation(connection, body)
        details = {"invitation": made.id, **body.model_dump(mode="json")}
        record_act(connection, caller.username, Act.INVITE, None, details)
        return made

    return await context.database.write(make)


@router.get("/invitations", summary="Open invitations", responses=documented(401, 403))
async def list_invitations(context: Ctx) -> Page[InvitationInfo]:
    """Newest first, without their codes."""
    return Page(items=await invitations.list_invitations(context.database), next=None)


@router.delete(
    "/invitations/{invitation_id}",
    summary="Take an invitation back",
    status_code=204,
    responses=documented(401, 403, 404),
)
async def delete_invitation(invitation_id: str, caller: Admin, context: Ctx) -> None:
    """Its code is worthless from now on."""

    def remove(connection: Connection) -> None:
        invitations.delete_invitation(connection, invitation_id)
        details = {"invitation": invitation_id}
        record_act(connection, caller.username, Act.UNINVITE, None, details)

    await context.database.write(remove)
