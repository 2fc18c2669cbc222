"""Cells in containers of their own, started through the engine's API.

The container is a second wall around the one that every child builds for itself: no network, a
read-only root, no capability, no new privileges, an ordinary user, its own IPC, bounds on
processes, memory and CPU, no log. Nothing that a caller sends changes any of it.
"""

import contextlib
import fcntl
import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judge.runner.errors import SandboxUnavailable
from judge.runner.launchers import LauncherOptions
from judge.runner.launchers.socket import connect, hang_up

if TYPE_CHECKING:
    import docker

_OWNER_LABEL = "nabla.owner"
_FOLDER_LABEL = "nabla.folder"
_USER = 61_000
_SOCKET = "cell.sock"
_LOCK = "alive"
_FOLDER_PREFIX = "nabla-cells-"
_INSIDE = "/run/cell"
_ENGINE_SECONDS = 30
_STEP_SECONDS = 0.01
_MEMORY = "3g"
_PIDS = 8
# With a runtime that has a kernel of its own, such as gVisor's, that kernel's threads count too.
_PIDS_OF_A_RUNTIME = 512
_SETTINGS_OF_GVISOR = (
    "gVisor's settings at the engine have to be --host-uds=create and"
    " --file-access-mounts=exclusive (docs/security.md)"
)


class DockerLauncher:
    """Starts one container a cell, and removes those that a former crash of ours left over."""

    name = "docker"

    def __init__(self, options: LauncherOptions) -> None:
        self._options = options
        self._client = _connect_engine()
        try:
            self._client.images.get(options.image)
            self._info = self._client.info()
            self._require_runtime()
            self._reap()
            self._folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX, dir=options.run_folder))
            # Held for as long as this process lives: who can take it may remove our containers.
            self._alive = (self._folder / _LOCK).open("w")
            fcntl.flock(self._alive, fcntl.LOCK_EX)
        except Exception as error:
            self._client.close()
            raise _unavailable(error, options.image) from error

    def _require_runtime(self) -> None:
        known = self._info["Runtimes"]
        if self._options.runtime not in (None, *known):
            raise SandboxUnavailable(
                f"the engine has no runtime {self._options.runtime!r}, only {', '.join(known)}:"
                " name it in its daemon.json (docs/security.md), or unset NABLA_CELL_RUNTIME"
            )

    def missing_limits(self) -> list[str]:
        """What the engine cannot bound for a container, as a rootless one without cgroups."""
        names = {"MemoryLimit": "memory", "PidsLimit": "processes", "CpuCfsQuota": "CPU"}
        return [name for key, name in names.items() if not self._info.get(key)]

    def _reap(self) -> None:
        """Remove what a process of the same owner has left that is there no more."""
        label = f"{_OWNER_LABEL}={self._options.owner}"
        left = self._client.containers.list(all=True, filters={"label": label}, ignore_removed=True)
        for container in left:
            folder = Path(container.labels.get(_FOLDER_LABEL, ""))
            if _is_deserted(folder):
                _remove(container)
                if folder.name.startswith(_FOLDER_PREFIX):
                    shutil.rmtree(folder, ignore_errors=True)

    def launch(self, number: int) -> "DockerCell":
        """Start a container and connect to its cell. Raises SandboxUnavailable."""
        folder = self._folder / str(number)
        folder.mkdir()
        # The cell's user is somebody to whom we can't give the folder unless we and the engine are
        # root. So all may write there, and only we get there; its group becomes its socket's.
        folder.chmod(0o2777)
        from docker.types import LogConfig

        try:
            container = self._client.containers.create(
                self._options.image,
                command=["--listen", f"{_INSIDE}/{_SOCKET}"],
                runtime=self._options.runtime,
                labels={_OWNER_LABEL: self._options.owner, _FOLDER_LABEL: str(self._folder)},
                volumes={str(folder): {"bind": _INSIDE, "mode": "rw"}},
                user=f"{_USER}:{_USER}",
                network_mode="none",
                read_only=True,
                cap_drop=["ALL"],
                security_opt=["no-new-privileges"],
                ipc_mode="none",
                pids_limit=_PIDS if self._options.runtime is None else _PIDS_OF_A_RUNTIME,
                mem_limit=_MEMORY,
                memswap_limit=_MEMORY,
                nano_cpus=10**9,
                log_config=LogConfig(type="none"),
                # The service's proxy, with its password, is none of a candidate's business.
                use_config_proxy=False,
            )
        except Exception as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise _unavailable(error, self._options.image) from error
        cell = DockerCell(container, folder, self._options.patience_seconds)
        try:
            cell.start()
        except SandboxUnavailable as error:
            cell.stop()
            if self._options.runtime is None:
                raise
            raise SandboxUnavailable(f"{error}. {_SETTINGS_OF_GVISOR}") from None
        except Exception as error:
            cell.stop()
            raise _unavailable(error, self._options.image) from error
        return cell

    def close(self) -> None:
        """Let go of the engine."""
        self._client.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._alive.close()


class DockerCell:
    """A container with a cell in it."""

    control: socket.socket

    def __init__(self, container: Any, folder: Path, patience_seconds: float) -> None:
        self._container = container
        self._folder = folder
        self._patience_seconds = patience_seconds
        self._stopped = False

    def start(self) -> None:
        """Start it and connect. Raises SandboxUnavailable when it does not listen in time."""
        self._container.start()
        deadline = time.monotonic() + self._patience_seconds
        while time.monotonic() < deadline:
            control = connect(self._folder / _SOCKET)
            if control is not None:
                self.control = control
                return
            time.sleep(_STEP_SECONDS)
        raise SandboxUnavailable(f"a cell's container did not listen: {self.complaint()}")

    def complaint(self) -> str:
        """What the engine says of the container; it writes no log."""
        with contextlib.suppress(Exception):
            self._container.reload()
            state = self._container.attrs["State"]
            return f"container {state['Status']}, exit {state['ExitCode']}, {state['Error']}"
        return "the engine does not answer"

    def kill(self) -> None:
        """Kill the container."""
        self._container.kill()

    def stop(self) -> None:
        """Remove the container; a second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        if hasattr(self, "control"):
            hang_up(self.control)
        with contextlib.suppress(Exception):  # the engine is gone; reaped at the next start
            _remove(self._container)
        if hasattr(self, "control"):
            self.control.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _is_deserted(folder: Path) -> bool:
    """Whether the process that made this folder for its cells' sockets has ended."""
    try:
        with (folder / _LOCK).open("r+") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # it has cleaned up, or it was before the machine's last start
    return True


def _remove(container: Any) -> None:
    from docker.errors import APIError

    try:
        container.remove(force=True)
    except APIError as error:
        # Gone already, or somebody else is removing it right now.
        if error.status_code not in (404, 409):
            raise


def _connect_engine() -> "docker.DockerClient":
    try:
        import docker

        client = docker.from_env(timeout=_ENGINE_SECONDS)
        client.ping()
        return client
    except Exception as error:
        raise _no_answer(error) from error


def _no_answer(error: Exception) -> SandboxUnavailable:
    return SandboxUnavailable(
        f"the Docker engine does not answer ({error}): start it, or set DOCKER_HOST"
    )


def _unavailable(error: Exception, image: str) -> SandboxUnavailable:
    from docker.errors import DockerException, ImageNotFound
    from requests import RequestException

    if isinstance(error, SandboxUnavailable):
        return error
    if isinstance(error, ImageNotFound):
        return SandboxUnavailable(
            f"there is no image {image!r}: docker build -t {image} -f judge/cell/Dockerfile ."
        )
    if isinstance(error, RequestException) and not isinstance(error, DockerException):
        return _no_answer(error)
    return SandboxUnavailable(f"a cell's container could not be started: {error}")
