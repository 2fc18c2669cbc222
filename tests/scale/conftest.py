"""A database, a worker and two replicas as processes, shared by the tests of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.api.conftest import problem_folder
from tests.api.support import Server
from tests.scale.processes import Worker, replica

__all__ = ["problem_folder"]


@dataclass(frozen=True)
class System:
    """Processes that share a database."""

    url: str
    one: Server
    other: Server
    worker: Worker

    def at_other(self, client: httpx2.Client) -> httpx2.Client:
        """The same log-in at the other replica."""
        same = self.other.client()
        same.cookies.update(dict(client.cookies))
        return same


@pytest.fixture(scope="module")
def system(
    tmp_path_factory: pytest.TempPathFactory, problem_folder: Path, new_database: Callable[[], str]
) -> Iterator[System]:
    """Two replicas without cells, and a worker with two."""
    folder, url = tmp_path_factory.mktemp("system"), new_database()
    worker = Worker(folder / "worker", problem_folder, url, NABLA_CELLS="2", NABLA_HEALTH_PORT="0")
    one, other = (replica(folder / name, problem_folder, url) for name in ("one", "other"))
    # At once, onto an empty database: they make it one after another.
    worker.launch()
    with one, other, worker.ready():
        yield System(url, one, other, worker)
