"""A Docker engine for the tests, one for all workers, started when the first test wants it.

A keeper (`scripts/engine.py`) runs it for as long as the process that began the session lives, so
that nothing is left over however the session ends. To have it, ask for the fixture `engine`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts import engine as own
from scripts.stamps import ROOT
from scripts.tools import Command

_FOLDER = "NABLA_TEST_ENGINE"
_OWNER = "NABLA_TEST_SESSION"
_START_SECONDS = 270.0
_STOP_SECONDS = 60.0
_STEP_SECONDS = 0.1


@dataclass(frozen=True)
class Engine:
    """An engine that runs; `host` is what DOCKER_HOST has to be."""

    host: str
    image: str = own.IMAGE

    @contextmanager
    def chosen(self) -> Iterator[None]:
        """Let this process and its children use it within the block."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOCKER_HOST", self.host)
            for name in ("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
                patch.delenv(name, raising=False)
            yield


def pytest_configure() -> None:
    """Choose the engine's folder, before there are workers who inherit its name."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[_FOLDER] = tempfile.mkdtemp(prefix="nabla-engine-")
        os.environ[_OWNER] = str(os.getpid())


def pytest_unconfigure() -> None:
    """Stop the engine: the last thing that the session does."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = Path(os.environ.pop(_FOLDER))
    if (folder / "keeper").exists():
        _stop(int((folder / "keeper").read_text()), folder / "alive")
    shutil.rmtree(folder, ignore_errors=True)


def _stop(keeper: int, alive: Path) -> None:
    deadline = time.monotonic() + _STOP_SECONDS
    told = False
    # The lock and not the number says whether it is there still.
    while _is_locked(alive) and time.monotonic() < deadline:
        if not told:
            os.kill(keeper, signal.SIGTERM)
            told = True
        time.sleep(_STEP_SECONDS)
    if _is_locked(alive):
        os.kill(keeper, signal.SIGKILL)  # its engine ends with it
    with contextlib.suppress(ChildProcessError):  # a worker's child then
        os.waitpid(keeper, 0)


def _is_locked(path: Path) -> bool:
    try:
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


@pytest.fixture(scope="session")
def engine() -> Engine:
    """An engine with the image of a cell; skips with the reason where there can be none."""
    if reason := own.why_impossible():
        pytest.skip(reason)
    folder = Path(os.environ[_FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # held by who starts it, for no longer than that takes
        if not (folder / "keeper").exists():
            _start(folder)
    status = folder / "status"
    deadline = time.monotonic() + _START_SECONDS
    while not status.exists() and time.monotonic() < deadline:
        time.sleep(_STEP_SECONDS)
    told = status.read_text() if status.exists() else f"not within {_START_SECONDS:.0f} s"
    if told != "ready":
        pytest.skip(f"no Docker engine of the tests' own: {told}")
    return Engine(f"unix://{folder}/docker.sock")


@pytest.fixture(scope="session")
def gvisor(engine: Engine) -> str:
    """The name of gVisor's runtime at that engine; skips with the reason where there is none."""
    if own.find_gvisor() is None:
        pytest.skip(f"gVisor is not installed: apt-get install {own.GVISOR}")
    return own.GVISOR


def _start(folder: Path) -> None:
    command: Command = [sys.executable, "-m", "scripts.engine", "keep", folder, os.environ[_OWNER]]
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    until = time.monotonic() + _STOP_SECONDS
    while not _is_locked(folder / "alive") and keeper.poll() is None:
        assert time.monotonic() < until, "the engine's keeper does not start"
        time.sleep(_STEP_SECONDS)
    (folder / "keeper").write_text(str(keeper.pid))
    if keeper.poll() is not None and not (folder / "status").exists():
        complaint = (folder / "keeper.log").read_text()
        (folder / "status").write_text(f"its keeper ended: {complaint}")
