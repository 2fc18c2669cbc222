"""Migrations beside the old version: they only add, and what the old version writes still fits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    insert,
    inspect,
    select,
)

from api.store.migrations import HEAD, alembic_config
from api.store.session import Database
from tests.api.test_migrations import to

pytestmark = pytest.mark.anyio

OLDEST = "0013"
"""The last migration that was made before the rule."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def revisions(database: Database) -> list[str]:
    """Those from `OLDEST` on, in their order."""
    script = await database.read(lambda c: ScriptDirectory.from_config(alembic_config(c)))
    found = [one.revision for one in script.walk_revisions(OLDEST, "head")]
    return found[::-1]


def reflect(connection: Connection) -> MetaData:
    """The tables as they are."""
    tables = MetaData()
    tables.reflect(connection)
    tables.remove(tables.tables["alembic_version"])
    return tables


def value_of(column: Column[Any], number: int) -> Any:
    """Something that fits into the column, another thing for each number where that matters."""
    for key in column.foreign_keys:
        return value_of(key.column, number)
    kind = column.type
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, (Integer, Float)):
        return number
    if isinstance(kind, DateTime):
        # SQLite gives a moment back as it was put in.
        return NOW if kind.timezone else NOW.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date(2026, 1, number)
    if isinstance(kind, LargeBinary):
        return b"x"
    if isinstance(kind, JSON):
        return {"number": number}
    assert isinstance(kind, String), (column, kind)
    return f"r{number}"


def fill(connection: Connection, tables: MetaData, number: int) -> None:
    """Put a row into every table, as a version writes it that knows these tables."""
    for table in tables.sorted_tables:
        row = {column.name: value_of(column, number) for column in table.columns}
        connection.execute(insert(table).values(row))


def read(connection: Connection, tables: MetaData) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of these columns."""
    return {
        table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
        for table in tables.sorted_tables
    }


async def test_what_the_old_version_keeps_and_writes_outlives_every_step(
    database_url: str,
) -> None:
    database = Database(database_url)
    await database.write(to(OLDEST))
    old = await database.read(reflect)
    await database.write(lambda connection: fill(connection, old, 1))
    before = await database.read(lambda connection: read(connection, old))
    assert all(len(rows) == 1 for rows in before.values())
    steps = await revisions(database)
    assert steps[0] == OLDEST
    assert steps[-1] == HEAD
    for revision in steps[1:]:
        await database.write(to(revision))
        assert await database.read(lambda connection: read(connection, old)) == before, revision
    # The old version is still at work on the new schema.
    await database.write(lambda connection: fill(connection, old, 2))
    both = await database.read(lambda connection: read(connection, old))
    assert all(len(rows) == 2 for rows in both.values())
    new = await database.read(reflect)
    await database.write(lambda connection: fill(connection, new, 3))
    for revision in steps[-2::-1]:
        await database.write(to(revision))
    after = await database.read(lambda connection: read(connection, old))
    assert all(set(map(repr, both[name])) < set(map(repr, rows)) for name, rows in after.items())
    await database.close()


async def test_a_migration_only_adds(database_url: str) -> None:
    database = Database(database_url)
    await database.write(to(OLDEST))

    def look(connection: Connection) -> dict[str, dict[str, tuple[str, bool, bool]]]:
        tables = inspect(connection)
        return {
            table: {
                column["name"]: (
                    str(column["type"]),
                    column["nullable"],
                    column["default"] is not None,
                )
                for column in tables.get_columns(table)
            }
            for table in tables.get_table_names()
        }

    def unique(connection: Connection) -> set[tuple[str, str]]:
        tables = inspect(connection)
        return {
            (table, ",".join(map(str, found["column_names"])))
            for table in tables.get_table_names()
            for found in tables.get_unique_constraints(table)
        }

    before, bound = await database.read(look), await database.read(unique)
    for revision in (await revisions(database))[1:]:
        await database.write(to(revision))
        after = await database.read(look)
        for table, columns in before.items():
            assert columns.items() <= after[table].items(), f"{revision} changes {table}"
            for name in after[table].keys() - columns.keys():
                _, nullable, filled = after[table][name]
                assert nullable or filled, f"{revision}: who knows no {table}.{name} cannot write"
        new = {(t, c) for t, c in await database.read(unique) if t in before}
        assert new <= bound, f"{revision} forbids what was allowed: {new - bound}"
        before, bound = after, await database.read(unique)
    await database.close()
