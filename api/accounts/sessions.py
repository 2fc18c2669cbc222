"""Log-ins by cookie."""

from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from api.accounts.schemas import Account, Session
from api.accounts.secrets import hash_secret, new_secret
from api.errors import NotFound
from api.ids import new_id
from api.store.session import Database
from api.store.tables import LoginSession, User, utc_now

# Made once, because every request asks it.
_OWNER = (
    select(User.id, User.username, User.role)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(
        LoginSession.token_hash == bindparam("hash"),
        LoginSession.expires_at > bindparam("now"),
        User.disabled_at.is_(None),
    )
)


async def open_session(database: Database, user_id: str, days: int, about: str) -> str:
    """Start a session of `days` days; return its secret for the cookie."""
    secret = new_secret()
    now = utc_now()
    ended = LoginSession.user_id == user_id, LoginSession.expires_at < now
    begin = insert(LoginSession).values(
        id=new_id(),
        token_hash=hash_secret(secret),
        user_id=user_id,
        about="".join(filter(str.isprintable, about))[:200],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )

    def store(connection: Connection) -> None:
        connection.execute(delete(LoginSession).where(*ended))
        connection.execute(begin)

    await database.write(store)
    return secret


async def find_by_session(database: Database, secret: str) -> Account | None:
    """Return whose session this is, or None when it has ended or never was."""
    asked = {"hash": hash_secret(secret), "now": utc_now()}
    row = await database.read(lambda connection: connection.execute(_OWNER, asked).one_or_none())
    return Account(id=row.id, username=row.username, role=row.role) if row else None


async def list_sessions(database: Database, user_id: str, secret: str) -> list[Session]:
    """Return the user's sessions, newest first; `secret` is that of the request."""
    query = (
        select(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.expires_at > utc_now())
        .order_by(LoginSession.created_at.desc())
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    current = hash_secret(secret)
    return [
        Session(
            id=row.id,
            about=row.about,
            created_at=row.created_at,
            expires_at=row.expires_at,
            current=row.token_hash == current,
        )
        for row in rows
    ]


async def close_session(database: Database, secret: str) -> None:
    """End the session with this secret, if there is one."""
    end = delete(LoginSession).where(LoginSession.token_hash == hash_secret(secret))
    await database.write(lambda connection: connection.execute(end))


async def close_session_by_id(database: Database, user_id: str, session_id: str) -> None:
    """End one of the user's sessions. Raises NotFound."""
    end = delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.id == session_id)
    if await database.write(lambda connection: connection.execute(end).rowcount) == 0:
        raise NotFound("You have no such session.")


async def close_sessions(database: Database, user_id: str, but: str | None = None) -> None:
    """End all sessions of a user, but the one with the secret `but`."""
    end = delete(LoginSession).where(LoginSession.user_id == user_id)
    if but is not None:
        end = end.where(LoginSession.token_hash != hash_secret(but))
    await database.write(lambda connection: connection.execute(end))
