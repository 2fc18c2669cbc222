"""Tokens, with which programs log in."""

from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from api.accounts.schemas import Account, Role, Scope, Token, TokenWithSecret
from api.accounts.secrets import hash_secret, new_secret
from api.errors import Conflict, NotAllowed, NotFound
from api.ids import new_id
from api.store.session import Database
from api.store.tables import ApiToken, User, utc_now

MAX_TOKENS = 100
_USE_STEP = timedelta(hours=1)

SCOPES_OF: dict[Role, tuple[Scope, ...]] = {
    Role.GUEST: (),
    Role.CANDIDATE: (Scope.READ, Scope.SUBMIT),
    Role.AUTHOR: (Scope.READ, Scope.SUBMIT, Scope.AUTHOR),
    Role.ADMIN: (Scope.READ, Scope.SUBMIT, Scope.AUTHOR, Scope.ADMIN),
}

# Made once, because every request asks it.
_OWNER = (
    select(
        User.id,
        User.username,
        User.role,
        ApiToken.id.label("token_id"),
        ApiToken.scopes,
        ApiToken.expires_at,
        ApiToken.last_used_at,
    )
    .join(ApiToken, ApiToken.user_id == User.id)
    .where(ApiToken.token_hash == bindparam("hash"), User.disabled_at.is_(None))
)


async def find_by_token(database: Database, secret: str) -> tuple[Account, frozenset[Scope]] | None:
    """Return whose token this is and what it is good for; None where it is none, or expired."""
    asked = {"hash": hash_secret(secret)}
    row = await database.read(lambda connection: connection.execute(_OWNER, asked).one_or_none())
    now = utc_now()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.last_used_at is None or row.last_used_at + _USE_STEP < now:
        used = update(ApiToken).where(ApiToken.id == row.token_id).values(last_used_at=now)
        await database.write(lambda connection: connection.execute(used))
    account = Account(id=row.id, username=row.username, role=row.role)
    return account, frozenset(map(Scope, row.scopes))


async def create_token(
    database: Database,
    account: Account,
    name: str,
    scopes: list[Scope] | None = None,
    days: int | None = None,
) -> TokenWithSecret:
    """Make a token. Raises NotAllowed for a scope beyond the role, Conflict for too many."""
    allowed = SCOPES_OF[account.role]
    beyond = [scope for scope in scopes or () if scope not in allowed]
    if beyond:
        raise NotAllowed(f"Your account may not do what the scope `{beyond[0]}` is for.")
    secret = new_secret("nabla_")
    now = utc_now()
    token = TokenWithSecret(
        id=new_id(),
        name=name,
        scopes=[scope for scope in allowed if scopes is None or scope in scopes],
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
        last_used_at=None,
        token=secret,
    )
    count = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == account.id)
    row = token.model_dump(exclude={"token"}) | {"token_hash": hash_secret(secret)}

    def store(connection: Connection) -> None:
        if (connection.scalar(count) or 0) >= MAX_TOKENS:
            raise Conflict(f"An account has at most {MAX_TOKENS} tokens; delete one first.")
        connection.execute(insert(ApiToken).values(user_id=account.id, **row))

    await database.write(store)
    return token


async def list_tokens(database: Database, user_id: str) -> list[Token]:
    """Return the user's tokens, newest first."""
    query = select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())
    rows = await database.read(lambda connection: connection.execute(query).all())
    return [Token.model_validate(row, from_attributes=True) for row in rows]


async def delete_token(database: Database, user_id: str, token_id: str) -> None:
    """Delete a token of the user; it stops working at once. Raises NotFound."""
    remove = delete(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id)
    if await database.write(lambda connection: connection.execute(remove).rowcount) == 0:
        raise NotFound("You have no such token.")
