"""A cell in a container of its own: wait for the judge on a socket, serve it, wait again.

The container is the outer wall here: it has no network, a read-only root and no privileges. The
process below is its first; for each judge that connects it forks a cell and waits for its end, so
that a cell that broke is replaced by connecting again.

The socket has its name for as long as the cell is free: many judges may look into one folder, and
each finds only what it can have.
"""

import contextlib
import os
import signal
import socket
import sys
from typing import NoReturn

from .heap import Heap
from .startup import run_cell

# All that a cell is told of its surroundings; Python adds the last by itself in some places.
_ENVIRONMENT = {
    "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "LD_BIND_NOW": "1",
}  # fmt: skip
_ADDED = "LC_CTYPE"
_LOOK_SECONDS = 5.0


def listen(path: str, heap: Heap) -> None:
    """Serve at the unix socket `path` until a SIGTERM comes. The folder must be writable.

    Where `path` is a folder, the socket gets the host's name in it: in a container that is its own.
    """
    _forget_environment()
    if os.path.isdir(path):
        path = os.path.join(path, f"{socket.gethostname()}.sock")
    # As the first process of a container this one ignores every signal that it has not asked for.
    # A cell that runs ends with its parent.
    signal.signal(signal.SIGTERM, lambda *_: _leave(path))
    while True:
        control = _await_judge(path)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            run_cell(control, 0, heap, contained=True)
            os._exit(0)
        control.close()
        _reap_until(pid)


def _await_judge(path: str) -> socket.socket:
    """Offer the cell at `path`; return the connection to the judge who has it, the name is gone."""
    while True:
        with _offer(path) as server:
            # Should somebody have taken the name away, the cell must not stay unknown.
            while os.path.exists(path):
                with contextlib.suppress(TimeoutError):
                    control, _ = server.accept()
                    # This word tells a judge that it is served. One that has given up waiting
                    # needs no cell any more.
                    try:
                        control.send(b"{}")
                    except OSError:
                        control.close()
                        continue
                    # Who has connected as well learns by the socket's end that it came too late.
                    _remove(path)
                    return control


def _offer(path: str) -> socket.socket:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # Complete under another name first: whoever sees the name can connect.
    _remove(f"{path}.new")
    server.bind(f"{path}.new")
    os.chmod(f"{path}.new", 0o660)
    server.listen(1)
    server.settimeout(_LOOK_SECONDS)
    os.rename(f"{path}.new", path)
    return server


def _forget_environment() -> None:
    """Start anew with nothing of what the container was given, be it in memory only."""
    if os.environ.keys() - _ENVIRONMENT.keys() - {_ADDED}:
        os.execve(sys.executable, sys.orig_argv, _ENVIRONMENT)


def _leave(path: str) -> NoReturn:
    with contextlib.suppress(OSError):
        _remove(path)
    os._exit(0)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _reap_until(pid: int) -> None:
    """Wait for `pid`, and for orphans on the way, which fall to the first process."""
    with contextlib.suppress(ChildProcessError):
        while os.wait()[0] != pid:
            pass
