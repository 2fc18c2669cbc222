"""Work on the database, one function a transaction.

`read` and `write` take a plain function of a connection. SQLite is a library that blocks. It has
one writer at a time, which waits for the disk at each commit: all writes stand in line for one
thread, so connections never collide and sleep, and a transaction is one hand-over, however many
statements it has. Reads go by an index and, in WAL mode, wait for nobody: they take less time
than handing them to a thread would, so they run where they are asked for. On PostgreSQL the same
functions run over asyncpg.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

WRITE_BUSY_SECONDS = 10
READ_BUSY_SECONDS = 1

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


class _Backend(Protocol):
    async def read(self, work: Work[Result]) -> Result: ...
    async def write(self, work: Work[Result]) -> Result: ...
    async def close(self) -> None: ...


class Database:
    """The database of one process. Close it at the end."""

    def __init__(self, url: str, sync: str = "full") -> None:
        """Prepare connections to `url`; none is opened yet. `sync` is SQLite's durability."""
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        self._backend: _Backend = _Sqlite(parsed, sync) if sqlite else _Server(parsed)

    async def read(self, work: Work[Result]) -> Result:
        """Return what `work` returns. Each of its statements sees all that was committed before.

        Rows must be fetched within `work`.
        """
        return await self._backend.read(work)

    async def write(self, work: Work[Result]) -> Result:
        """Return what `work` returns, with its changes committed and on disk.

        Nothing of it has happened if it raises.
        """
        return await self._backend.write(work)

    async def ping(self) -> None:
        """Return if the database answers; raise what the driver raises otherwise."""
        await self.read(lambda connection: connection.execute(text("SELECT 1")).all())

    async def close(self) -> None:
        """Wait for what is under way, then close all connections. Safe to call twice."""
        await self._backend.close()


class _Sqlite:
    def __init__(self, url: URL, sync: str) -> None:
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        url = url.set(drivername="sqlite+pysqlite")
        self._writer = _sqlite_engine(url, sync, WRITE_BUSY_SECONDS)
        event.listen(self._writer, "begin", _begin_immediate)
        # Reads are single statements: autocommit saves them a BEGIN and a ROLLBACK each.
        self._reader = _sqlite_engine(
            url,
            sync,
            READ_BUSY_SECONDS,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    async def read(self, work: Work[Result]) -> Result:
        with self._reader.connect() as connection:
            return work(connection)

    async def write(self, work: Work[Result]) -> Result:
        def run() -> Result:
            with self._writer.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._write_thread, run)

    async def close(self) -> None:
        await asyncio.to_thread(self._write_thread.shutdown)
        self._reader.dispose()
        self._writer.dispose()


class _Server:
    def __init__(self, url: URL) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # SQLite starts without it.

        self._engine = create_async_engine(url, pool_pre_ping=True)

    async def read(self, work: Work[Result]) -> Result:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[Result]) -> Result:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


def _sqlite_engine(url: URL, sync: str, busy_seconds: int, **options: Any) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # None: the driver must not open transactions by itself, we say BEGIN where we mean it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {busy_seconds * 1000}",
            "journal_mode = WAL",
            f"synchronous = {sync}",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
