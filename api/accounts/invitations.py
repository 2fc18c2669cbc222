"""Invitations: codes that let people register where not everybody may."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection, delete, insert, select, update

from api.accounts.schemas import GivenRole, Role
from api.accounts.secrets import hash_secret, new_secret
from api.errors import NotAllowed, NotFound
from api.ids import new_id
from api.store.session import Database
from api.store.tables import Invitation, utc_now


class NewInvitation(BaseModel):
    """A wish for an invitation."""

    role: GivenRole = Field(
        Role.CANDIDATE, description="What those who come by it will be.", examples=["candidate"]
    )
    uses: int = Field(
        1, ge=1, le=10_000, description="How many may register with it.", examples=[30]
    )
    days: int = Field(14, ge=1, le=365, description="Days until it expires.", examples=[14])


class InvitationInfo(BaseModel):
    """An invitation, without its code."""

    id: str = Field(examples=["01980b6e-0000-7000-8000-000000000000"])
    role: Role = Field(examples=["candidate"])
    uses_left: int = Field(examples=[1])
    created_at: datetime
    expires_at: datetime


class InvitationWithCode(InvitationInfo):
    """An invitation just made. The code is shown this once."""

    code: str = Field(examples=["mJ4m0uYpZr3nq0lTtYw8h2c"])


def create_invitation(connection: Connection, wish: NewInvitation) -> InvitationWithCode:
    """Make an invitation."""
    now = utc_now()
    made = InvitationWithCode(
        id=new_id(),
        role=wish.role,
        uses_left=wish.uses,
        created_at=now,
        expires_at=now + timedelta(days=wish.days),
        code=new_secret(),
    )
    row = made.model_dump(exclude={"code"}) | {"code_hash": hash_secret(made.code)}
    connection.execute(insert(Invitation).values(row))
    return made


async def list_invitations(database: Database) -> list[InvitationInfo]:
    """Return the invitations that can still be used, newest first."""
    query = select(Invitation).where(*_usable()).order_by(Invitation.id.desc())
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [InvitationInfo.model_validate(row, from_attributes=True) for row in rows]


def delete_invitation(connection: Connection, invitation_id: str) -> None:
    """Take an invitation back. Raises NotFound."""
    remove = delete(Invitation).where(Invitation.id == invitation_id)
    if connection.execute(remove).rowcount == 0:
        raise NotFound("There is no such invitation.")


def use_invitation(connection: Connection, code: str | None) -> Role:
    """Take one use of the invitation with this code; return its role. Raises NotAllowed."""
    if not code:
        raise NotAllowed("Accounts are by invitation here: give the code of yours.")
    take = (
        update(Invitation)
        .where(Invitation.code_hash == hash_secret(code), *_usable())
        .values(uses_left=Invitation.uses_left - 1)
        .returning(Invitation.role)
    )
    role = connection.scalar(take)
    if role is None:
        raise NotAllowed("This invitation is not valid: it may have expired or been used up.")
    return Role(role)


def _usable() -> tuple[Any, ...]:
    return Invitation.uses_left > 0, Invitation.expires_at > utc_now()
