"""The real service over the real judge: in this process for most tests, as a process for some."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from api.app import create_app, open_service
from api.context import Context
from api.settings import Settings
from tests.api.support import (
    ADMIN_PASSWORD,
    CHOSEN,
    LIBRARY,
    PASSWORD,
    NewClient,
    Server,
    client_of,
    new_name,
)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop of all asynchronous tests."""
    return "asyncio"


@pytest.fixture(scope="session")
def problem_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few of the library's problems."""
    folder = tmp_path_factory.mktemp("problems")
    for problem_id in CHOSEN:
        shutil.copy(LIBRARY.sources[problem_id].path, folder)
    return folder


@pytest.fixture(scope="session")
def service_database(request: pytest.FixtureRequest) -> str | None:
    """The URL of the shared service's database; None for an embedded one.

    With NABLA_TEST_DATABASE=postgresql all its tests run over PostgreSQL.
    """
    if os.environ.get("NABLA_TEST_DATABASE") != "postgresql":
        return None
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()


@pytest.fixture(scope="session")
async def service(
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
    problem_folder: Path,
    service_database: str | None,
) -> AsyncIterator[Context]:
    """A running service, shared by the tests that leave it as it is."""
    settings = service_settings(tmp_path_factory, problem_folder, service_database)
    async with open_service(settings) as context:
        yield context


def service_settings(
    folders: pytest.TempPathFactory, problems: Path, database_url: str | None
) -> Settings:
    """How the shared service is set."""
    return Settings(
        data=folders.mktemp("data"),
        database_url=database_url,
        problems=problems,
        pages=folders.mktemp("pages"),
        admin_password=ADMIN_PASSWORD,
        cells=2,
        guest_runs=1000,
        webhook_http=True,
        webhook_networks="127.0.0.1/32",
    )


@pytest.fixture(scope="session")
def app(service: Context) -> FastAPI:
    """The application over the shared service."""
    return create_app(service.settings, service)


@pytest.fixture
async def anonymous(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that is not logged in."""
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def new_user(app: FastAPI) -> AsyncIterator[NewClient]:
    """Makes clients, each logged in as a user of its own."""
    clients: list[httpx2.AsyncClient] = []

    async def make() -> httpx2.AsyncClient:
        client = client_of(app)
        clients.append(client)
        body = {"username": new_name(), "password": PASSWORD}
        response = await client.post("/api/v1/auth/register", json=body)
        assert response.status_code == 201, response.text
        return client

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture(scope="session")
async def someone(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client logged in as a user that many tests share, because each hash of a password costs."""
    async with client_of(app) as client:
        body = {"username": new_name(), "password": PASSWORD}
        await client.post("/api/v1/auth/register", json=body)
        yield client


@pytest.fixture
async def ada(new_user: NewClient) -> httpx2.AsyncClient:
    """A client logged in as a new user."""
    return await new_user()


@pytest.fixture
async def bob(new_user: NewClient) -> httpx2.AsyncClient:
    """A client logged in as another new user."""
    return await new_user()


@pytest.fixture
async def admin(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client logged in as the admin."""
    async with client_of(app) as client:
        body = {"username": "admin", "password": ADMIN_PASSWORD}
        response = await client.post("/api/v1/auth/login", json=body)
        assert response.status_code == 200, response.text
        yield client


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, problem_folder: Path) -> Iterator[Server]:
    """A server process, shared by the tests of a module that leave it running."""
    folder = tmp_path_factory.mktemp("server") / "data"
    settings = {"NABLA_WEBHOOK_HTTP": "true", "NABLA_WEBHOOK_NETWORKS": "127.0.0.1/32"}
    with Server(folder, problem_folder, **settings) as running:
        yield running
