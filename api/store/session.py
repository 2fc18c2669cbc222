"""Work on the database, one function a transaction.

`read` and `write` take a plain function of a connection. SQLite is a library that blocks. It has
one writer at a time, which waits for the disk at each commit: all writes stand in line for one
thread, so connections never collide and sleep, and a transaction is one hand-over, however many
statements it has. Reads go by an index and, in WAL mode, wait for nobody: they take less time
than handing them to a thread would, so they run where they are asked for. On PostgreSQL, which
many processes share, the same functions run over asyncpg (`server.py`).
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

WRITE_BUSY_SECONDS = 10
READ_BUSY_SECONDS = 1

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


class DatabaseAway(Exception):
    """The database does not answer at the moment: nothing can be read, nothing was stored."""


AWAY = (DatabaseAway, OperationalError)
"""What `read` and `write` raise when the fault is the database's, or its disk's, and may pass."""
ANY = (DatabaseAway, SQLAlchemyError)
"""All that they may raise: what goes on for ever outlives it, and tries again."""


class _Backend(Protocol):
    async def read(self, work: Work[Result]) -> Result: ...
    async def write(self, work: Work[Result]) -> Result: ...
    def alone(self, what: str) -> AbstractAsyncContextManager[None]: ...
    async def close(self) -> None: ...


def is_shared(url: str) -> bool:
    """Tell whether many processes may work on the database at once: all but SQLite's."""
    return make_url(url).get_backend_name() != "sqlite"


class Database:
    """The database of one process. Close it at the end."""

    def __init__(self, url: str, sync: str = "full") -> None:
        """Prepare connections to `url`; none is opened yet. `sync` is SQLite's durability."""
        parsed = make_url(url)
        self.shared = is_shared(url)
        """Whether other processes work on it too: it is PostgreSQL then."""
        if self.shared:
            from api.store.server import Server  # SQLite starts without asyncpg.

            self._backend: _Backend = Server(parsed)
        else:
            self._backend = _Sqlite(parsed, sync)

    async def read(self, work: Work[Result]) -> Result:
        """Return what `work` returns. Each of its statements sees all that was committed before.

        Rows must be fetched within `work`. Raises one of AWAY.
        """
        return await self._backend.read(work)

    async def write(self, work: Work[Result]) -> Result:
        """Return what `work` returns, with its changes committed and on disk.

        Nothing of it has happened if it raises; only if the database went away in the middle of
        the commit (one of AWAY), it may have: then read, or have written what may be written twice.
        """
        return await self._backend.write(work)

    def alone(self, what: str) -> AbstractAsyncContextManager[None]:
        """Wait until no other process does `what`, and keep them from it within the block."""
        return self._backend.alone(what)

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
        writer = _sqlite_engine(url, sync, WRITE_BUSY_SECONDS)
        event.listen(writer, "begin", _begin_immediate)
        # Reads are single statements: autocommit saves them a BEGIN and a ROLLBACK each.
        reader = _sqlite_engine(
            url,
            sync,
            READ_BUSY_SECONDS,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )
        self._writer, self._reader = _Held(writer), _Held(reader)
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    async def read(self, work: Work[Result]) -> Result:
        with self._reader.connection() as connection:
            return work(connection)

    async def write(self, work: Work[Result]) -> Result:
        def run() -> Result:
            with self._writer.connection() as connection, connection.begin():
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._write_thread, run)

    def alone(self, what: str) -> AbstractAsyncContextManager[None]:
        return nullcontext()  # Another process on the same file is refused at its start.

    async def close(self) -> None:
        await asyncio.to_thread(self._write_thread.shutdown)
        self._reader.close()
        self._writer.close()


class _Held:
    """One connection for one thread, kept: taking it from the pool costs more than a short read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        connection, self._kept = self._kept or self._engine.connect(), None
        try:
            yield connection
        except BaseException:
            connection.close()  # Whatever went wrong: the pool hands it out clean, or another.
            raise
        self._kept = connection

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._engine.dispose()


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
