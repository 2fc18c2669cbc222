"""SQLite: one connection to read by, one to write by, and one commit for all who wait for it."""

import asyncio
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

from api.store.session import Result, Work

WRITE_BUSY_SECONDS = 10
READ_BUSY_SECONDS = 1


class Sqlite:
    """The connections of the one process that has the file to itself."""

    def __init__(self, url: URL, sync: str) -> None:
        """Prepare connections; none is opened yet."""
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        url = url.set(drivername="sqlite+pysqlite")
        writer = _engine(url, sync, WRITE_BUSY_SECONDS)
        event.listen(writer, "begin", _begin_immediate)
        # Reads are single statements: autocommit saves them a BEGIN and a ROLLBACK each.
        reader = _engine(
            url,
            sync,
            READ_BUSY_SECONDS,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )
        self._writer, self._reader = _Held(writer), _Held(reader)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._line: deque[_Write] = deque()
        self._called = False
        """Whether the thread has been told to look at the line, and has not yet done so."""

    async def read(self, work: Work[Result]) -> Result:
        """See Database.read."""
        with self._reader.connection() as connection:
            return work(connection)

    async def write(self, work: Work[Result]) -> Result:
        """See Database.write."""
        loop = asyncio.get_running_loop()
        write = _Write(work, loop.create_future(), loop)
        self._line.append(write)
        if not self._called:
            self._called = True
            self._thread.submit(self._write_all)
        result: Result = await write.written
        return result

    def _write_all(self) -> None:
        """Carry out, in one transaction, what stands in the line; then tell those who wait."""
        self._called = False
        writes = []
        while self._line:
            write = self._line.popleft()
            if not write.written.cancelled():
                writes.append(write)
        if not writes:
            return
        try:
            with self._writer.connection() as connection, connection.begin():
                if len(writes) == 1:
                    writes[0].result = writes[0].work(connection)
                else:
                    for write in writes:
                        write.carry_out(connection)
        except BaseException as error:  # noqa: BLE001  it is theirs, whatever it is
            for write in writes:
                write.error = error
        for write in writes:
            write.tell()

    def alone(self, what: str) -> AbstractAsyncContextManager[None]:
        """See Database.alone."""
        return nullcontext()  # Another process on the same file is refused at its start.

    async def close(self) -> None:
        """See Database.close."""
        await asyncio.to_thread(self._thread.shutdown)
        self._reader.close()
        self._writer.close()


@dataclass(slots=True)
class _Write:
    """What one caller wants written, and what came of it."""

    work: Work[Any]
    written: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None

    def carry_out(self, connection: Connection) -> None:
        """Do it within a transaction that others share: if it fails, it alone is undone.

        Raises what has ended the transaction of all.
        """
        try:
            with connection.begin_nested():
                self.result = self.work(connection)
        except BaseException as error:
            driver: Any = connection.connection.dbapi_connection
            if not driver.in_transaction:  # A full disk, for one, undoes everything at once.
                raise
            self.error = error

    def tell(self) -> None:
        """Wake who waits for it; nobody does any more if their loop is closed."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        if self.written.done():
            return
        if self.error is None:
            self.written.set_result(self.result)
        else:
            self.written.set_exception(self.error)


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


def _engine(url: URL, sync: str, busy_seconds: int, **options: Any) -> Engine:
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
