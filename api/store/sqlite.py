"""SQLite: one connection to read by, one to write by, and one commit for all who wait for it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from api.store.session import Result, Work
from api.threads import Promise

WRITE_BUSY_SECONDS = 10
READ_BUSY_SECONDS = 1


class Sqlite:
    """The connections of the one process that has the file to itself."""

    def __init__(self, url: URL, sync: str) -> None:
        """Prepare connections; none is opened yet."""
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        url = url.set(drivername="sqlite+pysqlite")
        self._writer = _Held(_engine(url, sync, WRITE_BUSY_SECONDS))
        # Reads are single statements: there is nothing to take back.
        reading = {"pool_reset_on_return": None, "skip_autocommit_rollback": True}
        self._reader = _Held(_engine(url, sync, READ_BUSY_SECONDS, **reading))
        self._line: SimpleQueue[_Write | None] = SimpleQueue()
        self._thread = Thread(target=self._keep_writing, name="database", daemon=True)
        self._thread.start()
        self._closed = False

    async def read(self, work: Work[Result]) -> Result:
        """See Database.read."""
        with self._reader.connection() as connection:
            return work(connection)

    async def write(self, work: Work[Result]) -> Result:
        """See Database.write."""
        if self._closed:
            raise RuntimeError("the database is closed")
        promise: Promise[Result] = Promise()
        self._line.put(_Write(work, promise))
        return await promise.kept

    def _keep_writing(self) -> None:
        """Carry out what comes into the line, all that stands there together; None is the end."""
        while (write := self._line.get()) is not None:
            writes = [write]
            while not self._line.empty():
                write = self._line.get()
                if write is None:
                    self._line.put(None)
                    break
                writes.append(write)
            writes = [write for write in writes if not write.promise.kept.cancelled()]
            if writes:
                self._write_all(writes)

    def _write_all(self, writes: list["_Write"]) -> None:
        """Carry them out in one transaction; then tell those who wait."""
        try:
            with self._writer.connection() as connection:
                _tell_driver(connection, "BEGIN IMMEDIATE")
                if len(writes) == 1:
                    writes[0].result = writes[0].work(connection)
                else:
                    for write in writes:
                        write.carry_out(connection)
                _tell_driver(connection, "COMMIT")
        except BaseException as error:  # noqa: BLE001  it is theirs, whatever it is
            for write in writes:
                write.error = error
        for write in writes:
            write.promise.keep(write.result, write.error)

    def alone(self, what: str) -> AbstractAsyncContextManager[None]:
        """See Database.alone."""
        return nullcontext()  # Another process on the same file is refused at its start.

    async def close(self) -> None:
        """See Database.close."""
        self._closed = True
        self._line.put(None)
        await asyncio.to_thread(self._thread.join)
        self._reader.close()
        self._writer.close()


@dataclass(slots=True)
class _Write:
    """What one caller wants written, and what came of it."""

    work: Work[Any]
    promise: Promise[Any]
    result: Any = None
    error: BaseException | None = None

    def carry_out(self, connection: Connection) -> None:
        """Do it within a transaction that others share: if it fails, it alone is undone.

        Raises what has ended the transaction of all.
        """
        _tell_driver(connection, "SAVEPOINT one")
        try:
            self.result = self.work(connection)
        except BaseException as error:
            driver: Any = connection.connection.dbapi_connection
            if not driver.in_transaction:  # A full disk, for one, undoes everything at once.
                raise
            self.error = error
            _tell_driver(connection, "ROLLBACK TO one")
        _tell_driver(connection, "RELEASE one")


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
            # Whatever went wrong: what it had begun is rolled back, the pool hands out another.
            connection.close()
            raise
        self._kept = connection

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._engine.dispose()


def _engine(url: URL, sync: str, busy_seconds: int, **options: Any) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",  # We say BEGIN and COMMIT where we mean them.
        connect_args={"check_same_thread": False},
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
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


def _tell_driver(connection: Connection, statement: str) -> None:
    """Carry out what has no parameters and no rows: SQLAlchemy would take ten times as long."""
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute(statement)
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error
