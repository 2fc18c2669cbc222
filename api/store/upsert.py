"""Inserts that meet a row which is there already; both databases have them, in a dialect each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from api.store.tables import Base


# Statements are made once: to build one takes ten times as long as to carry it out.
def _insert(dialect: str, table: type[Base]) -> Any:
    """Return the dialect's own INSERT into `table`."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _insert_or_leave(dialect: str, table: type[Base]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _insert_or_add(dialect: str, table: type[Base], counters: tuple[str, ...]) -> Any:
    add = _insert(dialect, table)
    sums = {name: getattr(table, name) + add.excluded[name] for name in counters}
    keys = [column.name for column in table.__table__.primary_key]
    return add.on_conflict_do_update(index_elements=keys, set_=sums)


def add_counts(
    connection: Connection,
    table: type[Base],
    rows: Sequence[dict[str, Any]],
    counters: tuple[str, ...],
) -> None:
    """Add each row's `counters` to the row with the same key, which comes into being if need be."""
    if not rows:
        return
    keys = [column.name for column in table.__table__.primary_key]
    # In the order of their keys: two transactions that count the same rows never wait in a circle.
    ordered = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
    connection.execute(_insert_or_add(connection.dialect.name, table, counters), ordered)


def insert_new(connection: Connection, table: type[Base], row: dict[str, Any]) -> bool:
    """Insert a row unless there is one with its key; tell whether it was inserted."""
    insert = _insert_or_leave(connection.dialect.name, table)
    return bool(connection.execute(insert, row).rowcount > 0)


def insert_missing(
    connection: Connection, table: type[Base], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert those rows whose keys are not there yet."""
    if rows:
        connection.execute(_insert_or_leave(connection.dialect.name, table), rows)
