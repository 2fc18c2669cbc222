"""Connections to the database.

SQLite has one writer at a time. Instead of letting connections collide and sleep, all writes go
through a pool of one connection, whose waiters stand in line; reads have connections of their
own and, in WAL mode, wait for nobody. On other databases both are the same pool.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_SECONDS = 10
WRITER_WAIT_SECONDS = 60


class Database:
    """The database of one process. `read()` and `write()` lend connections; close it at the end."""

    def __init__(self, url: str, sync: str = "full") -> None:
        """Prepare connections to `url`; none is opened yet. `sync` is SQLite's durability."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(url, sync, pool_size=1, pool_timeout=WRITER_WAIT_SECONDS)
            event.listen(self._writer.sync_engine, "begin", _begin_immediate)
            # Reads are single statements: autocommit saves them a BEGIN and a ROLLBACK each.
            self._reader = _sqlite_engine(
                url,
                sync,
                pool_size=8,
                pool_reset_on_return=None,
                isolation_level="AUTOCOMMIT",
                skip_autocommit_rollback=True,
            )
        else:
            self._writer = self._reader = create_async_engine(url, pool_pre_ping=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection for reading. Each statement sees all that was committed before it."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Lend a transaction: committed, and on disk, when the block ends; undone if it raises."""
        async with self._writer.begin() as connection:
            yield connection

    async def ping(self) -> None:
        """Return if the database answers; raise what the driver raises otherwise."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close all connections. Safe to call twice."""
        await self._reader.dispose()
        await self._writer.dispose()


def _sqlite_engine(url: str, sync: str, **options: Any) -> AsyncEngine:
    engine = create_async_engine(url, max_overflow=0, **options)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # None: the driver must not open transactions by itself, we say BEGIN where we mean it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            f"synchronous = {sync}",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
