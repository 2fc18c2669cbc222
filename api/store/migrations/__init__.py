"""Schema migrations by Alembic, run when the service starts."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from api.store.server import take_turns
from api.store.session import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0022"
"""The newest revision. Kept here so that a start with nothing to do need not import Alembic."""


def alembic_config(connection: Connection) -> "Config":
    """Return the configuration that runs Alembic's commands over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def migrate(database: Database) -> bool:
    """Bring the schema to the newest revision in one transaction; tell whether there was work.

    One that a later release has taken further stays as it is: docs/decisions/0013-*.md.
    """
    return await database.write(_upgrade)


def _upgrade(connection: Connection) -> bool:
    take_turns(connection, "migrate")
    if (current_revision(connection) or "") >= HEAD:
        return False
    from alembic import command

    command.upgrade(alembic_config(connection), "head")
    return True
