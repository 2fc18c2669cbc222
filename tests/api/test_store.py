"""Migrations and the settings of the database."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from api.store.migrations import HEAD, alembic_config, current_revision, migrate
from api.store.session import Database
from api.store.tables import Base

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
