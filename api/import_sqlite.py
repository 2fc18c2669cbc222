"""`nabla import-sqlite`: everything from the embedded database into an empty PostgreSQL.

The whole import is one transaction: it is made and proved, or nothing of it has happened, so an
interrupted one is simply begun anew. Rows go over in batches, whatever their number. At the end
both sides are counted and summed up row by row; only if they agree is there a commit.
"""

import contextlib
import fcntl
import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, select, text

from api.backup import BackupError, check_file
from api.store.migrations import alembic_config, migrate
from api.store.session import Database
from api.store.tables import Base

BATCH_ROWS = 500
_MODULUS = 1 << 128
# Who judges now is no part of what is kept.
_TRANSIENT = frozenset({"workers"})

Say = Callable[[str], None]


class ImportRefused(Exception):
    """Nothing was imported; says why and what to do."""


async def import_sqlite(file: Path, target: Database, say: Say) -> int:
    """Copy all rows of the embedded database `file` to `target`; return how many they are.

    `target` is brought to the newest schema first and must hold no rows. `file` itself stays as it
    is: an older schema is brought up to date in a copy. Raises ImportRefused, or what the drivers
    raise; nothing has been imported then.
    """
    if not target.shared:
        raise ImportRefused("NABLA_DATABASE_URL has to name the PostgreSQL that is to be filled.")
    with _copied(file) as engine:
        await migrate(target)
        with engine.connect() as source:
            return await target.write(lambda connection: _copy_all(source, connection, say))


@contextlib.contextmanager
def _copied(file: Path) -> Iterator[Engine]:
    """A copy of the database at the newest schema, while no service works on the original."""
    try:
        check_file(file)
    except BackupError as error:
        raise ImportRefused(f"{error}.") from error
    with _undisturbed(file), tempfile.TemporaryDirectory(prefix="nabla-import-") as folder:
        copy = Path(folder) / "nabla.db"
        with (
            contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as old,
            contextlib.closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
        engine = create_engine(f"sqlite+pysqlite:///{copy}")
        try:
            from alembic import command

            with engine.begin() as connection:
                command.upgrade(alembic_config(connection), "head")
            yield engine
        finally:
            engine.dispose()


@contextlib.contextmanager
def _undisturbed(file: Path) -> Iterator[None]:
    """Hold the lock of the service that works on the file, if there is one beside it."""
    lock = file.parent / "nabla.lock"
    with contextlib.ExitStack() as stack:
        if lock.exists():
            held = stack.enter_context(lock.open("r+"))
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ImportRefused(
                    f"A service works on {file}: what it stores from now on would be missing."
                    " Stop it first."
                ) from error
        yield


def _copy_all(source: Connection, target: Connection, say: Say) -> int:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in _TRANSIENT]
    names = ", ".join(f'"{table.name}"' for table in tables)
    # Nobody writes meanwhile: a service that starts now waits, and then finds its data.
    target.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    for table in tables:
        if target.execute(select(table).limit(1)).first() is not None:
            raise ImportRefused(
                f"The PostgreSQL is not empty: there are rows in {table.name}. Name an empty one,"
                " and start the service on it after the import alone."
            )
    rows = 0
    for table in tables:
        sent = _Sum()
        for batch in _batches(source, table):
            sent.add(batch)
            target.execute(insert(table), batch)
        arrived = _Sum()
        for batch in _batches(target, table):
            arrived.add(batch)
        if (sent.rows, sent.sum) != (arrived.rows, arrived.sum):
            raise ImportRefused(
                f"The rows of {table.name} did not arrive as they were sent"
                f" ({sent.rows} and {arrived.rows}): nothing was imported."
            )
        counted = target.scalar(select(func.count()).select_from(table))
        say(f"{table.name}: {counted} rows, {sent.sum:032x}")
        rows += sent.rows
    return rows


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table, converted by its types, so many at once."""
    result = connection.execute(select(table).execution_options(stream_results=True))
    for part in result.mappings().partitions(BATCH_ROWS):
        yield [dict(row) for row in part]


class _Sum:
    """How many rows, and a sum over them that does not depend on their order."""

    def __init__(self) -> None:
        self.rows = 0
        self.sum = 0

    def add(self, batch: list[dict[str, Any]]) -> None:
        for row in batch:
            self.rows += 1
            digest = hashlib.sha256(_canonical(row)).digest()
            self.sum = (self.sum + int.from_bytes(digest[:16])) % _MODULUS


def _canonical(row: Mapping[str, Any]) -> bytes:
    # PostgreSQL's texts hold no NUL; the sign for it is stored in its place.
    plain = {
        name: value.replace("\0", "\N{SYMBOL FOR NULL}") if isinstance(value, str) else value
        for name, value in row.items()
    }
    return json.dumps(plain, sort_keys=True, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"a column of type {type(value).__name__}")
