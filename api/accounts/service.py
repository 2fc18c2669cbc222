"""Accounts: who there is, how they log in, and how they leave."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.accounts.invitations import use_invitation
from api.accounts.passwords import check_password, hash_password
from api.accounts.schemas import Account, OwnAccount, Role
from api.accounts.secrets import hash_secret
from api.errors import Conflict, NotAllowed, NotFound, WrongCredentials
from api.ids import new_id
from api.store.server import take_turns
from api.store.session import Database
from api.store.tables import LoginSession, ProviderIdentity, User, utc_now

FRESH = timedelta(minutes=10)


class UsernameTaken(Conflict):
    """Another account has this name, upper and lower case aside."""

    type = "username-taken"
    title = "The name is taken"


async def register(
    database: Database,
    username: str,
    password: str,
    role: Role = Role.CANDIDATE,
    *,
    invitation: str | None = None,
    invited_only: bool = False,
    guest_id: str | None = None,
) -> Account:
    """Make an account, by an invitation if one is given or needed; or make a guest's one's own.

    Raises UsernameTaken, and NotAllowed for an invitation that is not valid.
    """
    password_hash = await hash_password(password)
    user_id = guest_id or new_id()

    def store(connection: Connection) -> Account:
        given = use_invitation(connection, invitation) if invitation or invited_only else role
        account = Account(id=user_id, username=username, role=given)
        row = {
            "username": username,
            "role": given.value,
            "name_key": username.casefold(),
            "password_hash": password_hash,
        }
        guest = User.id == guest_id, User.role == Role.GUEST
        if guest_id is None:
            connection.execute(insert(User).values(id=user_id, created_at=utc_now(), **row))
        elif connection.execute(update(User).where(*guest).values(row)).rowcount == 0:
            raise Conflict("This guest has an account by now: log in.")
        else:
            # The cookie of a guest is not to become that of an account.
            connection.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
        return account

    try:
        return await database.write(store)
    except IntegrityError as error:
        raise UsernameTaken(f"The name {username} is taken.") from error


async def log_in(database: Database, username: str, password: str) -> Account:
    """Return the account with these credentials. Raises WrongCredentials, or NotAllowed."""
    query = select(User).where(User.name_key == username.casefold())
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    stored = (row.password_hash or None) if row else None  # Some have no password.
    if not await check_password(password, stored) or row is None:
        raise WrongCredentials("No account has this name and this password.")
    if row.disabled_at is not None:
        raise NotAllowed("This account has been closed by an admin.")
    return Account(id=row.id, username=row.username, role=row.role)


async def get_own(database: Database, account: Account) -> OwnAccount:
    """Return an account as its owner sees it."""
    linked = select(ProviderIdentity.user_id).where(ProviderIdentity.user_id == account.id)
    query = select(User.password_hash, linked.exists()).where(User.id == account.id)
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    password_hash, has_provider = row if row else ("", False)
    return OwnAccount(
        id=account.id,
        username=account.username,
        role=account.role,
        has_password=bool(password_hash),
        has_provider=has_provider,
    )


async def confirm(database: Database, user_id: str, password: str, session: str) -> None:
    """Return if it is the user's password. Raises WrongCredentials.

    Who has none, but an OpenID provider, has to have logged in with the secret `session` just now.
    """
    query = (
        select(User.password_hash, LoginSession.created_at)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(User.id == user_id, LoginSession.token_hash == hash_secret(session))
    )
    row = await database.read(lambda connection: connection.execute(query).one_or_none())
    if row is not None and not row.password_hash:
        if utc_now() - row.created_at > FRESH:
            raise WrongCredentials("Log out and in again first: this asks for a fresh log-in.")
        return
    if not await check_password(password, row.password_hash if row else None):
        raise WrongCredentials("This is not your password.")


async def set_password(
    database: Database,
    user_id: str,
    password: str,
    *,
    keep_session: str | None = None,
    also: Callable[[Connection], None] | None = None,
) -> None:
    """Set the user's password and end all sessions but the one with this secret.

    `also` is done in the same transaction. Raises NotFound.
    """
    password_hash = await hash_password(password)
    change = update(User).where(User.id == user_id).values(password_hash=password_hash)
    end = delete(LoginSession).where(LoginSession.user_id == user_id)
    if keep_session is not None:
        end = end.where(LoginSession.token_hash != hash_secret(keep_session))

    def store(connection: Connection) -> None:
        connection.execute(end)
        if connection.execute(change).rowcount == 0:
            raise NotFound("There is no such account.")
        if also is not None:
            also(connection)

    await database.write(store)


async def delete_account(database: Database, account: Account) -> None:
    """Delete the account with all that belongs to it. Raises Conflict for the last admin."""

    def remove(connection: Connection) -> None:
        if account.role == Role.ADMIN:
            require_another_admin(connection, account.id)
        connection.execute(delete(User).where(User.id == account.id))

    await database.write(remove)


def require_another_admin(connection: Connection, user_id: str) -> None:
    """Return if there is an admin besides this one. Raises Conflict.

    No other transaction that asks goes on before this one has ended: of two admins who dismiss each
    other one is refused.
    """
    take_turns(connection, "dismiss an admin")
    others = select(User.id).where(
        User.role == Role.ADMIN, User.id != user_id, User.disabled_at.is_(None)
    )
    if connection.execute(others.limit(1)).first() is None:
        raise Conflict("This is the only admin: make somebody else one first.")


async def ensure_admin(database: Database, password: str | None) -> str | None:
    """Make the account `admin` if there is no admin yet; return the password if it was made up."""
    admins = select(User.id).where(User.role == Role.ADMIN).limit(1)
    if await database.read(lambda connection: connection.execute(admins).all()):
        return None
    made_up = None if password else secrets.token_urlsafe(12)
    async with database.alone("make the first admin"):
        if await database.read(lambda connection: connection.execute(admins).all()):
            return None
        await register(database, "admin", password or made_up or "", Role.ADMIN)
    return made_up
