"""Which account somebody has whom an OpenID provider knows: bound by issuer and subject alone.

Neither a name nor an address of the provider's opens an account that has the same: whoever could
choose those there could take it over.
"""

import re
import secrets
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.accounts.invitations import use_invitation
from api.accounts.merging import merge
from api.accounts.openid import Identity, ProviderError
from api.accounts.schemas import Account, Role
from api.errors import NotAllowed
from api.ids import new_id
from api.store.session import Database
from api.store.tables import LoginSession, ProviderIdentity, User, utc_now

_MAX_NAME = 32
_MIN_NAME = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody comes: who the browser is logged in as, and what the operator lets them do."""

    accounts: Literal["open", "invitation", "closed"]
    invitation: str | None = None
    guest_id: str | None = None
    """A guest's account, which becomes theirs or is merged with the one that they have."""
    link_to: str | None = None
    """An account of theirs, which they want to log in to by the provider from now on."""


async def enter(database: Database, identity: Identity, entry: Entry) -> Account:
    """Return the account of an identity, made or linked if need be. Raises ProviderError."""
    for last in (False, False, True):
        try:
            return await database.write(lambda connection: _enter(connection, identity, entry))
        except IntegrityError as error:  # Somebody took the name, or the same person came twice.
            if last:
                raise ProviderError("refused", "the name is taken again and again") from error
    raise AssertionError("unreachable")


def _enter(connection: Connection, identity: Identity, entry: Entry) -> Account:
    columns = User.id, User.username, User.role, User.disabled_at
    known = (
        select(*columns)
        .join(ProviderIdentity, ProviderIdentity.user_id == User.id)
        .where(
            ProviderIdentity.issuer == identity.issuer,
            ProviderIdentity.subject == identity.subject,
        )
    )
    row: Any = connection.execute(known).one_or_none()
    if row is None and entry.link_to is not None:
        row = connection.execute(select(*columns).where(User.id == entry.link_to)).one_or_none()
        if row is not None:
            _bind(connection, identity, row.id)
    if row is None:
        return _create(connection, identity, entry)
    if row.disabled_at is not None:
        raise ProviderError("closed", "the account was closed by an admin")
    if entry.guest_id is not None:
        merge(connection, entry.guest_id, row.id)
    return Account(id=row.id, username=row.username, role=row.role)


def _create(connection: Connection, identity: Identity, entry: Entry) -> Account:
    role = Role.CANDIDATE
    if entry.accounts == "closed":
        raise ProviderError("uninvited", "accounts are made by the operator")
    if entry.accounts == "invitation" or entry.invitation:
        try:
            role = use_invitation(connection, entry.invitation)
        except NotAllowed as error:
            raise ProviderError("uninvited", error.detail) from error
    name = choose_name(connection, identity.names)
    row = {"username": name, "name_key": name.casefold(), "password_hash": "", "role": role.value}
    guest = User.id == entry.guest_id, User.role == Role.GUEST
    user_id = entry.guest_id or new_id()
    if entry.guest_id and connection.execute(update(User).where(*guest).values(row)).rowcount:
        connection.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
    else:
        user_id = new_id()
        connection.execute(insert(User).values(id=user_id, created_at=utc_now(), **row))
    _bind(connection, identity, user_id)
    return Account(id=user_id, username=name, role=role)


def _bind(connection: Connection, identity: Identity, user_id: str) -> None:
    row = {"issuer": identity.issuer, "subject": identity.subject, "user_id": user_id}
    connection.execute(insert(ProviderIdentity).values(created_at=utc_now(), **row))


def choose_name(connection: Connection, wishes: tuple[str, ...]) -> str:
    """Return a free user name, as near to one of the wishes as may be."""
    base = next(filter(None, map(_plain, wishes)), "user")
    for number in count(1):
        tail = "" if number == 1 else f"-{number}"
        if number > 50:  # A common name: no use in trying on.
            tail = f"-{secrets.token_hex(4)}"
        name = base[: _MAX_NAME - len(tail)] + tail
        taken = select(User.id).where(User.name_key == name.casefold())
        if connection.execute(taken).first() is None:
            return name
    raise AssertionError("unreachable")


def _plain(wish: str) -> str:
    """Return what can be kept of a name; of an address, the part before the @."""
    name = re.sub(r"[^A-Za-z0-9_.\-]+", "-", wish.partition("@")[0].strip()).strip("-")
    return name[:_MAX_NAME] if len(name) >= _MIN_NAME else ""
