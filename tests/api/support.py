"""What the tests of the service share: problems, clients, and the service as a process."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType

import httpx2
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, event

from api.context import Context
from api.store.session import Database
from judge.spec import Problem, load_library
from tests.api.examples import TAKEN, Recorder

ROOT = Path(__file__).parents[2]
LIBRARY = load_library(ROOT / "problems")
CHOSEN = ("gradient-checking", "numerical-gradient", "gradient-clipping")
PASSWORD = "correct horse"
ADMIN_PASSWORD = "battery staple"
STOP_SECONDS = 60
ENDLESS = "while True:\n    pass\n"

DOUBLE = """
kind: problem
id: {id}
number: {number}
title: {title}
difficulty: easy
topics: [doubling]
statement: Double it.
function: double
parameters: [{{name: x, type: float, about: a number}}]
returns: {{type: float, about: its double}}
starter: "def double(x):\\n    pass\\n"
solution: "def double(x):\\n    return {factor} * x\\n"
examples: [{{name: one, inputs: {{x: 1.0}}}}]
tests: [{{name: two, inputs: {{x: 2.0}}}}]
"""

NewClient = Callable[[], Awaitable[httpx2.AsyncClient]]


def problem_of(problem_id: str) -> Problem:
    """A problem of the library as its author wrote it."""
    return LIBRARY.sources[problem_id].problem


def double(
    name: str = "double", number: int = 90100, title: str = "Double", factor: str = "2"
) -> str:
    """A small problem."""
    return DOUBLE.format(id=name, number=number, title=title, factor=factor)


def new_name() -> str:
    """A user name that no test has used."""
    return f"user.{secrets.token_hex(6)}"


async def proofs_are_whole(context: Context) -> None:
    """Wait until the proofs that a first start leaves for later are made."""
    for _ in range(600):
        if not context.catalogue.unfinished:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the proofs are not whole after a minute")


def client_of(app: FastAPI) -> httpx2.AsyncClient:
    """A client of the application in this process."""
    transport = httpx2.ASGITransport(app=app)
    hooks = {"response": [Recorder(app).hear]} if TAKEN else {}
    return httpx2.AsyncClient(
        transport=transport, base_url="http://nabla.test", timeout=60, event_hooks=hooks
    )


class Server:
    """`nabla serve` as a process of its own; what it prints goes to `log`."""

    def __init__(self, data: Path, problems: Path, **settings: str) -> None:
        self.data = data
        data.mkdir(parents=True)
        self.log = data.parent / f"{data.name}.log"
        self.folder = ROOT
        self.command = [sys.executable, "-m", "api.cli", "serve"]
        self.environment = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "NABLA_DATA": str(data),
            "NABLA_PROBLEMS": str(problems),
            "NABLA_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "NABLA_CELLS": "1",
            **settings,
        }
        self.url = ""
        self.printed: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> Server:
        """Start, and return once it says that it is ready."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        self.printed = []
        for line in self.process.stdout:
            self.printed.append(line.rstrip("\n"))
            if line.startswith("Nabla is ready: "):
                self.url = line.split()[-1]
                return self
        raise AssertionError(f"the service did not start:\n{self.log.read_text()}")

    def client(self) -> httpx2.Client:
        """A client that is not logged in."""
        return httpx2.Client(base_url=f"{self.url}/api/v1", timeout=60)

    @contextmanager
    def new_user(self) -> Iterator[httpx2.Client]:
        """A client logged in as a new user."""
        with self.client() as client:
            body = {"username": new_name(), "password": PASSWORD}
            assert client.post("/auth/register", json=body).status_code == 201
            yield client

    def signal(self, number: signal.Signals) -> int:
        """Send a signal, and return the exit status once the process has ended."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGKILL)


@asynccontextmanager
async def commits(database: Database) -> AsyncIterator[list[str]]:
    """The commits of SQLite within the block."""
    seen: list[str] = []

    def trace(connection: Connection, note: Callable[[str], None] | None) -> None:
        driver = connection.connection.dbapi_connection
        driver.set_trace_callback(note)  # type: ignore[union-attr]

    await database.write(lambda c: trace(c, lambda statement: seen.append(statement)))
    seen.clear()
    found: list[str] = []
    yield found
    found += [statement for statement in seen if statement == "COMMIT"]
    await database.write(lambda c: trace(c, None))


_asking: ContextVar[bool] = ContextVar("_asking", default=False)


@contextmanager
def statements(*, of_reads: bool = False) -> Iterator[list[tuple[str, object]]]:
    """The statements that the service runs within the block, with their parameters.

    `of_reads`: only those that the calls made within it read by, whatever goes on besides.
    """
    seen: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if _asking.get() or not of_reads:
            seen.append((statement, parameters))

    asking = _asking.set(True)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        _asking.reset(asking)
