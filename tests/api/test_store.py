"""Migrations and the settings of the database."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from api.store.migrations import HEAD, alembic_config, current_revision, migrate
from api.store.session import Database
from api.store.tables import Base
from tests.api.support import commits

pytestmark = pytest.mark.anyio


def tables(connection: Connection) -> set[str]:
    """The names of all tables."""
    return set(inspect(connection).get_table_names())


async def test_migrations_lead_from_nothing_to_the_tables_and_back(database_url: str) -> None:
    database = Database(database_url)
    assert await migrate(database) is True
    assert await database.read(current_revision) == HEAD
    assert await database.read(tables) == {*Base.metadata.tables, "alembic_version"}

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    assert await database.read(differences) == []
    assert await migrate(database) is False

    await database.write(lambda c: command.downgrade(alembic_config(c), "base"))
    assert await database.read(tables) == {"alembic_version"}
    assert await migrate(database) is True
    await database.close()


async def test_the_head_is_the_newest_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nabla.db'}")

    def head(connection: Connection) -> str | None:
        return ScriptDirectory.from_config(alembic_config(connection)).get_current_head()

    assert await database.read(head) == HEAD
    await database.close()


async def test_a_failed_write_leaves_no_trace(database_url: str) -> None:
    database = Database(database_url)
    await database.write(lambda c: c.execute(text("CREATE TABLE t (x INTEGER)")))

    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(fail)
    assert await database.read(lambda c: c.execute(text("SELECT x FROM t")).all()) == []
    await database.write(lambda c: c.execute(text("INSERT INTO t VALUES (2)")))
    assert await database.read(lambda c: c.scalar(text("SELECT x FROM t"))) == 2
    await database.close()


@asynccontextmanager
async def gathering(database: Database) -> AsyncIterator[None]:
    """Hold the writer up, so that what is written within the block stands in one line."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        begun.set()
        go_on.wait(60)

    holding = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(begun.wait, 60)
    try:
        yield
        await asyncio.sleep(0)  # Tasks that were made in the block stand in line now.
    finally:
        go_on.set()
        await holding


@pytest.fixture
async def numbers(tmp_path: Path) -> AsyncIterator[Database]:
    """SQLite with a table for numbers."""
    database = Database(f"sqlite:///{tmp_path / 'nabla.db'}")
    await database.write(lambda c: c.execute(text("CREATE TABLE t (x INTEGER)")))
    yield database
    await database.close()


def adding(number: int) -> Callable[[Connection], int]:
    """Write a number and return it."""

    def add(connection: Connection) -> int:
        connection.execute(text("INSERT INTO t VALUES (:x)"), {"x": number})
        return number

    return add


async def read_numbers(database: Database) -> list[int]:
    """The numbers that are stored."""
    query = text("SELECT x FROM t ORDER BY x")
    return await database.read(lambda c: list(c.scalars(query)))


async def test_writes_that_wait_share_a_commit(numbers: Database) -> None:
    async with commits(numbers) as seen:
        async with gathering(numbers):
            writing = [asyncio.create_task(numbers.write(adding(x))) for x in range(10)]
        assert await asyncio.gather(*writing) == list(range(10))
    assert await read_numbers(numbers) == list(range(10))
    assert len(seen) == 2


async def test_a_write_that_fails_takes_no_other_along(numbers: Database) -> None:
    def fail(connection: Connection) -> None:
        adding(2)(connection)
        raise RuntimeError("on purpose")

    async with gathering(numbers):
        works = (adding(1), fail, adding(3))
        writing = [asyncio.create_task(numbers.write(work)) for work in works]
    first, failed, last = await asyncio.gather(*writing, return_exceptions=True)
    assert (first, str(failed), last) == (1, "on purpose", 3)
    assert await read_numbers(numbers) == [1, 3]


async def test_nothing_is_reported_as_written_that_a_lost_transaction_undoes(
    numbers: Database,
) -> None:
    def lose(connection: Connection) -> None:  # as SQLite does by itself when a disk is full
        connection.exec_driver_sql("ROLLBACK")

    async with gathering(numbers):
        works = (adding(1), lose, adding(3))
        writing = [asyncio.create_task(numbers.write(work)) for work in works]
    found = await asyncio.gather(*writing, return_exceptions=True)
    assert all(isinstance(error, OperationalError) for error in found), found
    assert await read_numbers(numbers) == []
    assert await numbers.write(adding(4)) == 4
    assert await read_numbers(numbers) == [4]


@pytest.mark.parametrize(("sync", "level"), [("full", 2), ("normal", 1)])
async def test_sqlite_is_durable_and_checks_references(
    tmp_path: Path, sync: str, level: int
) -> None:
    # The old form of the URL, naming an asynchronous driver, is understood too.
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'nabla.db'}", sync)

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.scalar(text(f"PRAGMA {name}")) for name in names]

    assert await database.write(pragmas) == ["wal", level, 1]
    assert await database.read(pragmas) == ["wal", level, 1]
    await database.close()
