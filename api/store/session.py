"""Work on the database, one function a transaction.

`read` and `write` take a plain function of a connection. SQLite is a library that blocks. It has
one writer at a time, which waits for the disk at each commit: all writes stand in line for one
thread, so connections never collide and sleep, and what has gathered in the line meanwhile shares
one commit (`sqlite.py`). Reads go by an index and, in WAL mode, wait for nobody: they take less
time than handing them to a thread would, so they run where they are asked for. On PostgreSQL,
which many processes share, the same functions run over asyncpg (`server.py`).
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

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
            from api.store.sqlite import Sqlite

            self._backend = Sqlite(parsed, sync)

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
