"""A PostgreSQL for the tests: one a test process, started when the first test wants it.

To have a database in it, ask for the fixture `new_database`, which makes empty ones.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.postgresql import PostgreSQL, why_impossible


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server that loses what was committed if the machine dies, and is the quicker for it."""
    if reason := why_impossible():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="nabla-postgresql-"))
    try:
        with PostgreSQL(folder, free_port()) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(postgresql: PostgreSQL) -> Callable[[], str]:
    """Makes an empty database, and returns its URL."""
    return lambda: postgresql.create(f"test_{os.getpid()}_{secrets.token_hex(4)}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: the test runs on either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'nabla.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()
