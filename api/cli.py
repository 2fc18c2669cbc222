"""The command `nabla`. Each command imports what it needs, so that judging stays quick to start."""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.settings import Settings
    from api.store.session import Database


@contextmanager
def _loading() -> Iterator[None]:
    """Load modules without looking for garbage: what they make stays.

    Going through all of it again and again takes a fifth of a start. Nor is it gone through later.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; each sets `run`, a function from arguments to status."""
    import api.client.commands
    import judge.cli

    parser = argparse.ArgumentParser(
        prog="nabla", description="A judge and a workbook for the mathematics of machine learning."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="start the service; settings: docs/settings.md")
    serve.set_defaults(run=_serve)

    worker = commands.add_parser(
        "worker", help="judge for services that share a PostgreSQL; settings: docs/settings.md"
    )
    worker.add_argument(
        "--drain",
        action="store_true",
        help="let this data folder's workers finish what they judge, and end",
    )
    worker.set_defaults(run=_worker)

    migrate = commands.add_parser(
        "migrate", help="bring the database's schema to this version, before it serves"
    )
    migrate.set_defaults(run=_migrate)

    sqlite = commands.add_parser(
        "import-sqlite", help="copy an embedded database, whole, into an empty PostgreSQL"
    )
    sqlite.add_argument("file", type=Path, metavar="FILE", help="var/nabla.db, or a backup of it")
    sqlite.set_defaults(run=_import_sqlite)

    openapi = commands.add_parser("openapi", help="print the OpenAPI document of the service")
    openapi.set_defaults(run=_openapi)

    backup = commands.add_parser("backup", help="copy the embedded database, also while it serves")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup in the database's place")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_restore)

    api.client.commands.add_commands(commands)
    judge.cli.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status."""
    with _loading():
        parser = build_parser()
    parsed = parser.parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough, as `| head` does. What is left must not be tried at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    return status


def _settings_error(error: Exception) -> int:
    print(f"nabla: {error}", file=sys.stderr)
    return 2


def _serve(_parsed: argparse.Namespace) -> int:
    with _loading():
        from api.serve import serve

    return _run(serve)


def _worker(parsed: argparse.Namespace) -> int:
    with _loading():
        from api.work import drain, work

    if parsed.drain:
        return _run(drain)
    return _run(work)


def _run(main: "Callable[[Settings], Coroutine[Any, Any, None]]") -> int:
    """Run what goes on until a signal ends it; say in a sentence why it cannot."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from api.app import AlreadyRunning
    from api.serve import CannotListen, run
    from api.settings import Settings
    from api.store.session import AWAY
    from api.work import NotShared
    from judge.runner import SandboxUnavailable

    try:
        run(main, Settings())
    except (
        AlreadyRunning,
        CannotListen,
        NotShared,
        SandboxUnavailable,
        SettingsError,
        ValidationError,
    ) as error:
        return _settings_error(error)
    except AWAY as error:
        cause = getattr(error, "orig", None) or error
        return _settings_error(Exception(f"the database cannot be used: {cause}"))
    return 0


def _migrate(_parsed: argparse.Namespace) -> int:
    from api.store.migrations import migrate

    async def bring_up(database: "Database") -> str:
        worked = await migrate(database)
        return "The schema is that of this version now." if worked else "There was nothing to do."

    return _with_database(bring_up)


def _import_sqlite(parsed: argparse.Namespace) -> int:
    from api.import_sqlite import ImportRefused, import_sqlite

    async def fill(database: "Database") -> str:
        rows = await import_sqlite(parsed.file, database, lambda line: print(line, flush=True))
        return f"{rows} rows are in the PostgreSQL, counted and compared one by one."

    return _with_database(fill, ImportRefused)


def _with_database(
    work: "Callable[[Database], Coroutine[Any, Any, str]]", refusal: type[Exception] = SystemError
) -> int:
    """Do something with the database that the settings name, and print what it says."""
    import asyncio

    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from api.settings import Settings
    from api.store.session import AWAY, Database

    async def run(settings: Settings) -> str:
        database = Database(settings.url, settings.database_sync)
        try:
            return await work(database)
        finally:
            await database.close()

    try:
        print(asyncio.run(run(Settings())))
    except (SettingsError, ValidationError, refusal) as error:
        return _settings_error(error)
    except AWAY as error:
        cause = getattr(error, "orig", None) or error
        return _settings_error(Exception(f"the database cannot be used: {cause}"))
    return 0


def _backup(parsed: argparse.Namespace) -> int:
    from api.backup import BackupError, back_up
    from api.settings import Settings

    try:
        size = back_up(Settings(), parsed.file)
    except BackupError as error:
        return _settings_error(error)
    print(f"{parsed.file}: {size / 1e6:.1f} MB, checked")
    return 0


def _restore(parsed: argparse.Namespace) -> int:
    from api.app import AlreadyRunning, hold_folder
    from api.backup import BackupError, restore
    from api.settings import Settings

    settings = Settings()
    try:
        with hold_folder(settings.data):
            kept = restore(settings, parsed.file)
    except AlreadyRunning as error:
        return _settings_error(Exception(f"{error} Stop it first."))
    except BackupError as error:
        return _settings_error(error)
    print(f"Restored from {parsed.file}." + (f" The former one is {kept}." if kept else ""))
    return 0


def _openapi(_parsed: argparse.Namespace) -> int:
    import json

    from api.app import create_app
    from api.settings import Settings

    print(json.dumps(create_app(Settings()).openapi(), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
