"""The service over PostgreSQL: the tests that submit, judge, list, count and give roles, once more.

The others can be run so too: `NABLA_TEST_DATABASE=postgresql pytest tests/api`.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from api.app import create_app, open_service
from api.context import Context
from tests.api import (
    test_attempts,
    test_batches,
    test_notes,
    test_own_functions,
    test_people,
    test_statistics,
    test_submissions,
    test_unfinished,
)
from tests.api.conftest import service_settings
from tests.api.support import PASSWORD, client_of, new_name

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]

AGAIN = (
    test_attempts,
    test_batches,
    test_notes,
    test_own_functions,
    test_people,
    test_statistics,
    test_submissions,
    test_unfinished,
)
OF_THEIR_OWN = {"tmp_path", "server"}
"""What tests ask for that start a service of their own, over SQLite."""


def is_to_run(name: str, found: object) -> bool:
    """Whether it is a test of the shared service."""
    if not (name.startswith("test_") and inspect.isfunction(found)):
        return False
    return OF_THEIR_OWN.isdisjoint(inspect.signature(found).parameters)


for module in AGAIN:
    subject = module.__name__.rpartition("_")[2]
    for name, found in list(vars(module).items()):
        if isinstance(found, type(pytest.fixture(lambda: None))):
            assert name not in globals(), f"two fixtures are called {name}"
            globals()[name] = found
        elif is_to_run(name, found):
            globals()[f"{name}_{subject}"] = found


@pytest.fixture(scope="module")
async def service(
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
    problem_folder: Path,
    new_database: Callable[[], str],
) -> AsyncIterator[Context]:
    """A running service over PostgreSQL."""
    settings = service_settings(tmp_path_factory, problem_folder, new_database())
    async with open_service(settings) as context:
        yield context


@pytest.fixture(scope="module")
def app(service: Context) -> FastAPI:
    """The application over it."""
    return create_app(service.settings, service)


@pytest.fixture(scope="module")
async def someone(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client logged in as a user that many tests share."""
    async with client_of(app) as client:
        body = {"username": new_name(), "password": PASSWORD}
        await client.post("/api/v1/auth/register", json=body)
        yield client
