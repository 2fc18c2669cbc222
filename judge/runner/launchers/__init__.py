"""Ways to bring cells up. All of them speak one protocol over a unix socket."""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from judge.runner.errors import SandboxUnavailable


class Process(Protocol):
    """A cell's processes, seen from the judge; `control` is the connected socket."""

    control: socket.socket

    def complaint(self) -> str:
        """The end of what it wrote to its log; for our own logs only."""
        ...

    def kill(self) -> None:
        """End it at once, as a crash would."""
        ...

    def stop(self) -> None:
        """End it and free what it held; a second call does nothing."""
        ...


class Launcher(Protocol):
    """Brings cells up."""

    name: str

    def launch(self, number: int) -> Process:
        """Start cell `number`. Raises SandboxUnavailable with what to do about it."""
        ...

    def close(self) -> None:
        """Free what all cells shared; every cell has been stopped by then."""
        ...


@dataclass(frozen=True)
class LauncherOptions:
    """What the launchers need to know beyond the number of cells. Set by the operator alone."""

    image: str = "nabla-cell"
    """docker: the image of a cell."""
    runtime: str | None = None
    """docker: another runtime of the engine's, such as `runsc`."""
    run_folder: Path | None = None
    """docker: where the sockets lie; a temporary folder if None. The engine must see it too."""
    owner: str = "nabla"
    """docker: marks our containers, so that those left over by a crash are found and removed."""
    sockets: Path | None = None
    """socket: the folder in which cells that somebody else started have their sockets."""
    patience_seconds: float = 15.0
    """docker, socket: how long to wait for a cell to listen."""


def make_launcher(name: str, options: LauncherOptions) -> Launcher:
    """The launcher of that name; `auto` is the embedded one. Raises SandboxUnavailable."""
    if name in ("auto", "process"):
        from judge.runner.launchers.process import ProcessLauncher

        return ProcessLauncher()
    if name == "docker":
        from judge.runner.launchers.docker import DockerLauncher

        return DockerLauncher(options)
    if name == "socket":
        from judge.runner.launchers.socket import SocketLauncher

        return SocketLauncher(options)
    raise SandboxUnavailable(
        f"there is no sandbox {name!r}: set NABLA_SANDBOX to auto, process, docker or socket"
    )
