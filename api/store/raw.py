"""asyncpg's own connections, for what SQLAlchemy has no words for: notifications, PgQueuer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
from sqlalchemy import Connection, make_url

from api.store.server import CONNECT_SECONDS, STATEMENT_SECONDS

T = TypeVar("T")

GONE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a connection of one's own raises when it, or its server, is there no more."""


async def connect(url: str, name: str) -> asyncpg.Connection:
    """Open a connection outside the pool, for who keeps it. Raises one of GONE."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(
        dsn,
        timeout=CONNECT_SECONDS,
        command_timeout=STATEMENT_SECONDS,
        server_settings={"application_name": name},
    )


def run_raw(connection: Connection, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """Do something with the connection beneath SQLAlchemy's, within its transaction.

    That has begun once a statement was executed.
    """
    raw = connection.connection.dbapi_connection
    assert raw is not None
    result: T = raw.run_async(work)
    return result
