"""Inserts that meet a row which is there already; both databases have them, in a dialect each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from api.store.tables import Base


def _insert(connection: Connection, table: type[Base]) -> Any:
    """Return the dialect's own INSERT into `table`."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def add_counts(
    connection: Connection,
    table: type[Base],
    rows: Sequence[dict[str, Any]],
    counters: Sequence[str],
) -> None:
    """Add each row's `counters` to the row with the same key, which comes into being if need be."""
    if not rows:
        return
    add = _insert(connection, table)
    sums = {name: getattr(table, name) + add.excluded[name] for name in counters}
    keys = [column.name for column in table.__table__.primary_key]
    # In the order of their keys: two transactions that count the same rows never wait in a circle.
    ordered = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
    connection.execute(add.on_conflict_do_update(index_elements=keys, set_=sums), ordered)


def insert_new(connection: Connection, table: type[Base], row: dict[str, Any]) -> bool:
    """Insert a row unless there is one with its key; tell whether it was inserted."""
    add = _insert(connection, table).on_conflict_do_nothing()
    return bool(connection.execute(add, row).rowcount > 0)


def insert_missing(
    connection: Connection, table: type[Base], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert those rows whose keys are not there yet."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)
