"""The embedded launcher: a cell is a child process of the judge on this machine."""

import os
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from judge.runner.errors import SandboxUnavailable
from judge.runner.launchers.socket import hang_up

_CELL = Path(__file__).resolve().parents[2] / "cell"
_STOP_SECONDS = 2.0
# Nothing of the service's own: no token, no path, no setting. By the last, functions of libraries
# are looked up once, not by each child anew.
_ENVIRONMENT = {
    "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "LD_BIND_NOW": "1",
}  # fmt: skip


def cell_python() -> Path:
    """The sandbox environment's interpreter: NABLA_CELL_PYTHON, or `.cell` beside the project."""
    named = os.environ.get("NABLA_CELL_PYTHON")
    found = Path(named) if named else _CELL.parents[1] / ".cell" / "bin" / "python"
    if not found.exists():
        raise SandboxUnavailable(
            f"the sandbox's Python environment is not at {found}: run `make run` once,"
            " or set NABLA_CELL_PYTHON to an interpreter that has NumPy"
        )
    # A cell's own root holds the folders themselves, not the links that lead to them. The program
    # stays a link: that is what tells Python its environment.
    return found.parent.resolve() / found.name


class ProcessLauncher:
    """Cells as child processes of this one, each in namespaces where the machine allows them."""

    name = "process"

    def launch(self, number: int) -> "ProcessCell":
        """Start a cell. Raises SandboxUnavailable."""
        return ProcessCell(number)

    def close(self) -> None:
        """Nothing is shared."""


class ProcessCell:
    """A running zygote; `control` is the judge's end of its socket."""

    def __init__(self, number: int) -> None:
        python = cell_python()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed by stop()
        command = [
            str(python), "-I", "-B", str(_CELL),
            "--control", str(theirs.fileno()), "--number", str(number),
        ]  # fmt: skip
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                env=_ENVIRONMENT,
                cwd="/",
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            self.control.close()
            raise SandboxUnavailable(f"a cell could not be started: {error}") from error
        finally:
            theirs.close()

    def complaint(self) -> str:
        """The end of what the cell wrote to its log."""
        if self._log.closed:
            return "the cell was stopped"
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - 2000))
        return self._log.read().decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """End all of the cell's processes at once."""
        os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the cell and all that it runs; a second call does nothing."""
        hang_up(self.control)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self.control.close()
        self._log.close()
