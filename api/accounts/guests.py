"""Guests: accounts without a name and a password, good for a few runs, held by a cookie.

A guest who registers keeps the account, and all that was done with it. Of one who logs in to an
account, it follows there (`merging.py`). One who does neither is deleted some time after the cookie
has expired, when another guest comes.
"""

import secrets
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from api.accounts.schemas import Account, Role
from api.accounts.sessions import find_by_session
from api.ids import new_id
from api.store.session import Database
from api.store.tables import LoginSession, User, utc_now

GUEST_DAYS = 7
_DELETED_AT_ONCE = 20


async def create_guest(database: Database) -> Account:
    """Make a guest's account, and delete some whose time is over."""
    user_id, name = new_id(), f"guest-{secrets.token_hex(6)}"
    now = utc_now()
    row = {
        "id": user_id,
        "username": name,
        "name_key": name,
        "password_hash": "",
        "role": Role.GUEST.value,
        "created_at": now,
    }
    held = select(LoginSession.user_id).where(LoginSession.expires_at > now)
    over = (
        select(User.id)
        .where(User.role == Role.GUEST, User.created_at < now - timedelta(days=GUEST_DAYS))
        .where(User.id.not_in(held))
        .limit(_DELETED_AT_ONCE)
    )

    def store(connection: Connection) -> None:
        gone = list(connection.scalars(over))
        if gone:
            connection.execute(delete(User).where(User.id.in_(gone)))
        connection.execute(insert(User), row)

    await database.write(store)
    return Account(id=user_id, username=name, role=Role.GUEST)


async def find_guest(database: Database, secret: str | None) -> str | None:
    """Return the id of the guest whose session has this secret, None if it is no guest's."""
    account = await find_by_session(database, secret) if secret else None
    return account.id if account is not None and account.role == Role.GUEST else None
