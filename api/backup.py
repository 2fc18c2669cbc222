"""`nabla backup` and `nabla restore`: the embedded database as one file, while it serves.

The copy is SQLite's own online backup: one consistent state, however much is written meanwhile.
"""

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import make_url

from api.settings import Settings

_PAGES_A_STEP = 2048


class BackupError(Exception):
    """The backup was not made, or not restored; says why and what to do."""


def database_file(settings: Settings) -> Path:
    """Where the embedded database lies. Raises BackupError when another database is in use."""
    url = make_url(settings.url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError(
            f"NABLA_DATABASE_URL names {url.get_backend_name()}: use that database's own tools"
            " (pg_dump, pg_restore)."
        )
    return Path(url.database)


def back_up(settings: Settings, target: Path) -> int:
    """Copy the database to `target`, whole and checked, or not at all; return its bytes.

    May run while the service serves; does not hold it up. Raises BackupError.
    """
    source = database_file(settings)
    if not source.is_file():
        raise BackupError(f"there is no database at {source}: is NABLA_DATA right?")
    if target.exists():
        raise BackupError(f"{target} is there already: choose another name")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old:
            with contextlib.closing(sqlite3.connect(part)) as new:
                # In steps, with a rest between: writers get their turn.
                old.backup(new, pages=_PAGES_A_STEP, sleep=0.005)
                new.execute("PRAGMA journal_mode = DELETE")
            check_file(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
        _sync_folder(target.parent)
        return target.stat().st_size
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"the backup failed: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def restore(settings: Settings, backup: Path) -> Path | None:
    """Put a backup in the database's place; return where the former one was put, if there was one.

    The caller holds the data folder, so that no service runs on it. Raises BackupError.
    """
    target = database_file(settings)
    try:
        check_file(backup)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with (
                contextlib.closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as old,
                contextlib.closing(sqlite3.connect(part)) as new,
            ):
                old.backup(new)
            kept = _set_aside(target)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return kept
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"not restored: {error}") from error


def check_file(path: Path) -> None:
    """Raise BackupError unless the file is a whole database of ours."""
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            ours = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name IN ('submissions', 'users')"
            ).fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{path} is no database: {error}") from error
    if verdict != "ok":
        raise BackupError(f"{path} is damaged: {verdict}")
    if ours != 2:
        raise BackupError(f"{path} is a database, but not one of Nabla's")


def _set_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    kept = target.with_name(f"{target.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
    # The log belongs to the database: beside another one it would be read as its own.
    for suffix in ("-wal", "-shm"):
        log = target.with_name(target.name + suffix)
        if log.exists():
            log.rename(kept.with_name(kept.name + suffix))
    target.rename(kept)
    return kept


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
