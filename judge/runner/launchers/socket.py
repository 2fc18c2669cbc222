"""Cells that somebody else started (Compose, Kubernetes), reached over a shared volume.

So a deployment needs neither a privileged container nor the engine's socket: it starts containers
from the cell's image that listen in a folder, and mounts that folder here.
"""

import contextlib
import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from judge.runner.errors import SandboxUnavailable
from judge.runner.launchers import LauncherOptions

# A cell that is free answers at once; a busy machine may take its time.
_ACCEPT_SECONDS = 0.25
_ACCEPTED, _WORD_BYTES = b"{}", 4096
_LONGEST_NAME = 107  # what the kernel takes as the address of a socket
_STEP_SECONDS = 0.02


class SocketLauncher:
    """Connects to `*.sock` in a folder and in the folders in it, each for one cell.

    Any number of judges may share the folder: the cell itself decides whom it serves.
    """

    name = "socket"

    def __init__(self, options: LauncherOptions) -> None:
        if options.sockets is None:
            raise SandboxUnavailable(
                "NABLA_SANDBOX=socket needs NABLA_CELL_SOCKETS, the folder with the cells' sockets"
            )
        self._folder = options.sockets
        self._patience_seconds = options.patience_seconds
        self._lock = threading.Lock()
        self._taken: set[Path] = set()

    def launch(self, number: int) -> "SocketCell":
        """Connect to a cell that is free. Raises SandboxUnavailable when none is, in time."""
        deadline = time.monotonic() + self._patience_seconds
        while True:
            for path in self._take_free():
                control = connect(path)
                if control is not None:
                    return SocketCell(control, path, self._release)
                self._release(path)
            if time.monotonic() > deadline:
                raise SandboxUnavailable(
                    f"no free cell listens in {self._folder}: start more of them, or lower"
                    " NABLA_CELLS to their number"
                )
            time.sleep(_STEP_SECONDS)

    def _take_free(self) -> Iterator[Path]:
        """Take one socket after another that nobody holds; the caller gives back the unused."""
        for path in sorted((*self._folder.glob("*.sock"), *self._folder.glob("*/*.sock"))):
            with self._lock:
                if path in self._taken:
                    continue
                self._taken.add(path)
            yield path

    def _release(self, path: Path) -> None:
        with self._lock:
            self._taken.discard(path)

    def close(self) -> None:
        """The cells are not ours to end."""


def connect(path: Path) -> socket.socket | None:
    """A connection to the cell at `path`, None while there is none or it serves somebody else.

    Raises SandboxUnavailable when there can never be one: the path is too long, or the cell is of
    a version that does not speak as this one does.
    """
    if len(os.fsencode(path)) > _LONGEST_NAME:
        raise SandboxUnavailable(
            f"the path of a cell's socket may have {_LONGEST_NAME} bytes: choose a folder with a"
            f" shorter path than that of {path}"
        )
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        # A socket and nothing else: not where a link might lead.
        if stat.S_ISSOCK(os.lstat(path).st_mode):
            control.settimeout(_ACCEPT_SECONDS)
            control.connect(os.fspath(path))
            word = control.recv(_WORD_BYTES)
            if word == _ACCEPTED:
                return control
            if word:
                control.close()
                raise SandboxUnavailable(
                    f"the cell at {path} is of another version: build its image anew"
                    " (docker build -t nabla-cell -f judge/cell/Dockerfile .)"
                )
    except ConnectionRefusedError:
        # Nobody listens: a container that was killed has left its name. One that is started again
        # takes the name anew.
        with contextlib.suppress(OSError):
            path.unlink()
    except OSError:
        pass
    control.close()
    return None


def hang_up(control: socket.socket) -> None:
    """End the conversation at both ends, and wake up who waits for a word of it.

    Closing alone would do neither while another thread waits.
    """
    with contextlib.suppress(OSError):  # hung up already
        control.shutdown(socket.SHUT_RDWR)


class SocketCell:
    """A cell somewhere else; hanging up ends it, and its container offers a new one."""

    def __init__(self, control: socket.socket, path: Path, release: Callable[[Path], None]) -> None:
        self.control = control
        self._path = path
        self._release = release

    def complaint(self) -> str:
        """Its log is in its container."""
        return f"(see the log of the cell at {self._path})"

    def kill(self) -> None:
        """Hang up, which ends the cell."""
        hang_up(self.control)

    def stop(self) -> None:
        """Hang up, and let the next one have the place."""
        hang_up(self.control)
        self.control.close()
        self._release(self._path)
