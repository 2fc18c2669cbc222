"""Accounts, sessions and tokens. Secrets are random, and stored as their SHA-256 alone."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from api.accounts.passwords import check_password, hash_password
from api.accounts.schemas import Account, Token, TokenWithSecret
from api.errors import Conflict, NotFound, WrongCredentials
from api.ids import new_id
from api.store.session import Database
from api.store.tables import ApiToken, LoginSession, User, utc_now

MAX_TOKENS = 100


class UsernameTaken(Conflict):
    """Another account has this name, upper and lower case aside."""

    type = "username-taken"
    title = "The name is taken"


def _hash_secret(secret: str) -> str:
    # 256 random bits cannot be guessed from a fast hash, so no salt and no slow one is needed.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


async def register(database: Database, username: str, password: str, role: str = "user") -> Account:
    """Make an account. Raises UsernameTaken."""
    account = Account(id=new_id(), username=username, role=role)
    password_hash = await hash_password(password)
    store = insert(User).values(
        **account.model_dump(),
        name_key=username.casefold(),
        password_hash=password_hash,
        created_at=utc_now(),
    )
    try:
        await database.write(lambda connection: connection.execute(store))
    except IntegrityError as error:
        raise UsernameTaken(f"The name {username} is taken.") from error
    return account


async def log_in(database: Database, username: str, password: str) -> Account:
    """Return the account with these credentials. Raises WrongCredentials."""
    query = select(User).where(User.name_key == username.casefold())
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    if not await check_password(password, row.password_hash if row else None) or row is None:
        raise WrongCredentials("No account has this name and this password.")
    return Account(id=row.id, username=row.username, role=row.role)


async def open_session(database: Database, user_id: str, days: int) -> str:
    """Start a session of `days` days; return its secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    now = utc_now()
    ended = LoginSession.user_id == user_id, LoginSession.expires_at < now
    begin = insert(LoginSession).values(
        token_hash=_hash_secret(secret),
        user_id=user_id,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )

    def store(connection: Connection) -> None:
        connection.execute(delete(LoginSession).where(*ended))
        connection.execute(begin)

    await database.write(store)
    return secret


async def close_session(database: Database, secret: str) -> None:
    """End the session with this secret, if there is one."""
    end = delete(LoginSession).where(LoginSession.token_hash == _hash_secret(secret))
    await database.write(lambda connection: connection.execute(end))


async def find_by_session(database: Database, secret: str) -> Account | None:
    """Return whose session this is, or None when it has ended or never was."""
    query = (
        select(User.id, User.username, User.role)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(LoginSession.token_hash == _hash_secret(secret), LoginSession.expires_at > utc_now())
    )
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    return Account(id=row.id, username=row.username, role=row.role) if row else None


async def find_by_token(database: Database, secret: str) -> Account | None:
    """Return whose token this is, or None."""
    query = (
        select(User.id, User.username, User.role)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.token_hash == _hash_secret(secret))
    )
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    return Account(id=row.id, username=row.username, role=row.role) if row else None


async def create_token(database: Database, user_id: str, name: str) -> TokenWithSecret:
    """Make a token. Raises Conflict when the user has too many."""
    secret = "nabla_" + secrets.token_urlsafe(32)
    token = TokenWithSecret(id=new_id(), name=name, created_at=utc_now(), token=secret)
    count = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == user_id)
    row = {**token.model_dump(exclude={"token"}), "token_hash": _hash_secret(secret)}

    def store(connection: Connection) -> None:
        if (connection.scalar(count) or 0) >= MAX_TOKENS:
            raise Conflict(f"An account has at most {MAX_TOKENS} tokens; delete one first.")
        connection.execute(insert(ApiToken).values(user_id=user_id, **row))

    await database.write(store)
    return token


async def list_tokens(database: Database, user_id: str) -> list[Token]:
    """Return the user's tokens, newest first."""
    query = select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [Token(id=row.id, name=row.name, created_at=row.created_at) for row in rows]


async def delete_token(database: Database, user_id: str, token_id: str) -> None:
    """Delete a token of the user; it stops working at once. Raises NotFound."""
    mine = ApiToken.id == token_id, ApiToken.user_id == user_id
    remove = delete(ApiToken).where(*mine)
    if await database.write(lambda connection: connection.execute(remove).rowcount) == 0:
        raise NotFound("You have no such token.")


async def ensure_admin(database: Database, password: str | None) -> str | None:
    """Make the account `admin` if there is no admin yet; return the password if it was made up."""
    admins = select(User.id).where(User.role == "admin").limit(1)
    if await database.read(lambda connection: connection.execute(admins).all()):
        return None
    made_up = None if password else secrets.token_urlsafe(12)
    await register(database, "admin", password or made_up or "", role="admin")
    return made_up
