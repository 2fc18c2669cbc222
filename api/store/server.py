"""PostgreSQL over asyncpg, for many processes at once."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, Connection, event, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.sql import func

from api.store.session import DatabaseAway, Work

CONNECTIONS = 10
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 60

Result = TypeVar("Result")

# Classes of SQLSTATE: connection, resources, intervention of an operator, system, and a standby.
_AWAY = ("08", "53", "57", "58", "25006")


class Server:
    """The connections of one process to PostgreSQL."""

    def __init__(self, url: URL) -> None:
        """Prepare a pool; no connection is opened yet."""
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS},
        )
        event.listen(self._engine.sync_engine, "connect", _replace_nul)
        # Reads are single statements: autocommit saves them a BEGIN and a ROLLBACK each.
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def read(self, work: Work[Result]) -> Result:
        """See Database.read."""
        with _told_when_away():
            async with self._reader.connect() as connection:
                return await connection.run_sync(work)

    async def write(self, work: Work[Result]) -> Result:
        """See Database.write."""
        with _told_when_away():
            async with self._engine.begin() as connection:
                return await connection.run_sync(work)

    @asynccontextmanager
    async def alone(self, what: str) -> AsyncIterator[None]:
        """See Database.alone. The lock ends with its connection, however that ends."""
        lock = func.pg_try_advisory_lock(lock_number(what))
        with _told_when_away():
            async with self._reader.connect() as connection:
                # Not a lock that waits: a statement has a limit, and this may take minutes.
                while not await connection.scalar(select(lock)):  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
                try:
                    yield
                finally:
                    # Closed, not given back: a lock must not outlive its holder in the pool.
                    await connection.invalidate()

    async def close(self) -> None:
        """See Database.close."""
        await self._engine.dispose()


def _replace_nul(connection: Any, _record: object) -> None:
    """Store the sign for NUL in place of NUL, which texts of PostgreSQL cannot hold."""

    async def prepare(raw: asyncpg.Connection) -> None:
        for name in ("text", "varchar"):
            await raw.set_type_codec(
                name,
                schema="pg_catalog",
                encoder=lambda told: told.replace("\0", "\N{SYMBOL FOR NULL}"),
                decoder=str,
                format="text",
            )

    connection.run_async(prepare)


def lock_number(what: str) -> int:
    """Return the number of the advisory lock that stands for `what`."""
    digest = hashlib.sha256(f"nabla {what}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def take_turns(connection: Connection, what: str) -> None:
    """Wait until no other transaction does `what`, and keep them from it until the commit.

    What follows sees all that those have committed. SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock_number(what))))


@contextmanager
def _told_when_away() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if is_away(error):
            raise DatabaseAway(str(error.orig)) from error
        raise
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
        raise DatabaseAway(str(error) or type(error).__name__) from error
    except asyncpg.PostgresError as error:
        if _has_gone(error):
            raise DatabaseAway(str(error)) from error
        raise


def is_away(error: DBAPIError) -> bool:
    """Tell whether the server cannot be reached: the error says nothing of the statement."""
    if error.connection_invalidated or isinstance(error, OperationalError):
        return True
    closed = isinstance(error, InterfaceError) and "closed" in str(error.orig)
    return closed or _has_gone(error.orig)


def _has_gone(error: Any) -> bool:
    return str(getattr(error, "sqlstate", None) or "").startswith(_AWAY)
