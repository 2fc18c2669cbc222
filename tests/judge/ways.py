"""The ways in which cells stand, each with its own eyes: what runs now, and what was left over."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docker

from judge.runner import CellPool, LauncherOptions
from judge.runner.launchers.process import cell_python

_CELL = Path(__file__).resolve().parents[2] / "judge" / "cell"
_WAIT_SECONDS = 60.0
_STEP_SECONDS = 0.01


def eventually(holds: Callable[[], object], what: str) -> None:
    """Wait until `holds()` is true; AssertionError with `what` when that takes too long."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"not within {_WAIT_SECONDS:.0f} s: {what}"
        time.sleep(_STEP_SECONDS)


class Way(ABC):
    """A launcher, and how to see from outside which cells it has running."""

    name: str

    def start(self, cells: int = 1, recycle_after: int | None = None) -> CellPool:
        """A pool of this way's cells; the caller closes it."""
        return CellPool.start(cells, self.name, self.options(), recycle_after)

    @abstractmethod
    def options(self) -> LauncherOptions:
        """What the launcher is told."""

    @abstractmethod
    def running(self) -> set[str]:
        """A name for each cell that runs now; a cell that is started anew has another name."""

    @abstractmethod
    def remains(self, names: set[str]) -> bool:
        """Whether anything of these cells is still there."""


class ProcessWay(Way):
    """Cells that are children of this process; the name is their session's."""

    name = "process"

    def options(self) -> LauncherOptions:
        return LauncherOptions()

    def running(self) -> set[str]:
        children = (row for row in _processes() if row.parent == os.getpid())
        return {str(row.pid) for row in children if "--control" in _command(row.pid)}

    def remains(self, names: set[str]) -> bool:
        return any(str(row.session) in names for row in _processes())

    def processes(self) -> list[int]:
        """Every process of the cells that run now: the one that waits, the zygote, a child."""
        names = self.running()
        return [row.pid for row in _processes() if str(row.session) in names]


class SocketWay(Way):
    """Cells that listen in a folder, as Compose would start them; these run on this machine."""

    name = "socket"

    def __init__(self, folder: Path, patience_seconds: float = 15.0) -> None:
        self.folder = folder
        self._patience_seconds = patience_seconds
        self.listeners: dict[str, subprocess.Popen[bytes]] = {}

    def options(self) -> LauncherOptions:
        return LauncherOptions(sockets=self.folder, patience_seconds=self._patience_seconds)

    def listen(self, name: str) -> Path:
        """Start a cell's process that listens at `name`.sock, and wait until it does."""
        return self._start(name, self.folder / f"{name}.sock", self.folder / f"{name}.sock")

    def listen_in(self, folder: Path) -> Path:
        """The same for one that names its socket in `folder` itself."""
        return self._start(str(folder), folder, folder / f"{socket.gethostname()}.sock")

    def _start(self, name: str, told: Path, path: Path) -> Path:
        before = _identity(path)
        process = subprocess.Popen(
            [cell_python(), "-I", "-B", _CELL, "--listen", told], cwd="/",
            env=os.environ | {"NABLA_ADMIN_PASSWORD": "secret"},
        )  # fmt: skip
        self.listeners[name] = process
        eventually(
            lambda: (
                _identity(path) not in (None, before)
                or any(row.parent == process.pid for row in _processes())  # somebody has it already
                or process.poll() is not None
            ),
            f"a cell listens at {path}",
        )
        assert process.poll() is None, f"the cell at {path} ended with {process.returncode}"
        return path

    def end(self, name: str, how: signal.Signals) -> int:
        """Send a signal to a cell's first process; returns its exit status."""
        process = self.listeners.pop(name)
        process.send_signal(how)
        return process.wait(_WAIT_SECONDS)

    def close(self) -> None:
        """End all of them."""
        for name in list(self.listeners):
            self.end(name, signal.SIGKILL)

    def running(self) -> set[str]:
        listeners = {process.pid for process in self.listeners.values()}
        return {str(row.pid) for row in _processes() if row.parent in listeners}

    def remains(self, names: set[str]) -> bool:
        return any(str(row.pid) in names or str(row.parent) in names for row in _processes())


class DockerWay(Way):
    """Cells in containers of the engine that DOCKER_HOST names; the name is the container's id."""

    name = "docker"

    def __init__(self, image: str, owner: str = "nabla-test") -> None:
        self._options = LauncherOptions(image=image, owner=owner)

    def options(self) -> LauncherOptions:
        return self._options

    @contextmanager
    def client(self) -> Iterator[docker.DockerClient]:
        """Speak with the engine within the block."""
        with contextlib.closing(docker.from_env(timeout=30)) as client:
            yield client

    def containers(self) -> list[Any]:
        """This owner's containers, whether they run or not."""
        label = f"nabla.owner={self._options.owner}"
        return self._list({"label": label})

    def _list(self, filters: dict[str, str | list[str] | bool]) -> list[Any]:
        with self.client() as client:
            return list(client.containers.list(all=True, filters=filters, ignore_removed=True))

    def running(self) -> set[str]:
        return {container.id for container in self.containers()}

    def remains(self, names: set[str]) -> bool:
        return bool(names & {container.id for container in self._list({})})

    def close(self) -> None:
        """Remove what a failed test has left."""
        with self.client() as client:
            for container in self.containers():
                client.containers.get(container.id).remove(force=True)


class _Process:
    """A line of the table of processes."""

    def __init__(self, stat: str) -> None:
        self.pid = int(stat.split(" ", 1)[0])
        self.state, parent, _group, session = stat.rsplit(") ", 1)[1].split(" ")[:4]
        self.parent, self.session = int(parent), int(session)


def _processes() -> Iterator[_Process]:
    """Those that are alive: a zombie holds nothing but its number."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it has just ended
                row = _Process((folder / "stat").read_text())
                if row.state != "Z":
                    yield row


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from a later one of its name; None while there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_ctime_ns


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextmanager
def socket_way(folder: Path, cells: int) -> Iterator[SocketWay]:
    """Cells that listen in `folder` until the block is left."""
    way = SocketWay(folder)
    try:
        for number in range(cells):
            way.listen(f"cell-{number}")
        yield way
    finally:
        way.close()
