"""A Docker engine of the project's own, for the tests: private, and gone when its owner is.

    python3 -m scripts.engine build               build the image of a judge cell, and keep it
    python3 -m scripts.engine keep FOLDER PID     run an engine until process PID has ended

Its images lie in `.tools/engine`, named by what they were built from, so that they are built once.
It touches neither the machine's own engine nor its network. Standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from scripts.stamps import ROOT, hash_inputs
from scripts.tools import TOOLS, Command, SetupError

HOME = TOOLS / "engine"
IMAGE = "nabla-cell"
BASE = "nabla-base"
BASE_SCRIPT = ROOT / "scripts" / "base-image.sh"
DOCKERFILE = ROOT / "judge" / "cell" / "Dockerfile"
GVISOR = "runsc"
PROGRAMS = ("dockerd", "docker", "debootstrap", "setpriv")

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_BUSY_SECONDS = 240.0
_STEP_SECONDS = 0.05
_END_OF_LOG = 2000


def why_impossible() -> str | None:
    """Why no engine can be started here, None where one can."""
    if os.geteuid() != 0:
        return "only root can start a Docker engine of the tests' own"
    if missing := missing_programs():
        return f"{', '.join(missing)} not installed: apt-get install docker.io debootstrap"
    return None


def missing_programs() -> list[str]:
    """The programs that an engine needs and that are not on this machine."""
    path = environment()["PATH"]
    return [program for program in PROGRAMS if shutil.which(program, path=path) is None]


def image_key() -> str:
    """What the image of a cell is built from, as a hash."""
    cell = DOCKERFILE.parent.glob("*.py")
    return hash_inputs(
        [
            DOCKERFILE,
            BASE_SCRIPT,
            ROOT / "requirements" / "cell.lock",
            ROOT / "scripts" / "fonts.py",
            ROOT / ".dockerignore",
            *cell,
        ]
    )


def build() -> None:
    """Build the image if it is not there yet. Raises SetupError."""
    with tempfile.TemporaryDirectory(prefix="nabla-engine-") as folder, _engine(Path(folder)):
        pass


def keep(folder: Path, owner: int) -> None:
    """Run an engine that listens at `folder`/docker.sock until `owner` ends or a SIGTERM comes.

    Holds a lock on `folder`/alive meanwhile. `folder`/status says "ready" once the image is there,
    or why that cannot be.
    """
    with (folder / "alive").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        try:
            watched = [os.pidfd_open(owner)]
            with _engine(folder) as process:
                watched.append(os.pidfd_open(process.pid))
                _tell(folder, "ready")
                ended, _, _ = select.select(watched, [], [])
            if watched[0] in ended:  # without a word, so that nobody else clears up
                shutil.rmtree(folder, ignore_errors=True)
        except (SetupError, OSError) as error:
            _tell(folder, str(error))


def _tell(folder: Path, status: str) -> None:
    new = folder / "status.new"
    new.write_text(status)
    new.rename(folder / "status")


@contextmanager
def _engine(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An engine over `HOME` that has the image of a cell."""
    if reason := why_impossible():
        raise SetupError(reason)
    with only_one_engine(HOME), daemon(folder, HOME) as process:
        os.environ["DOCKER_HOST"] = f"unix://{folder}/docker.sock"
        # What a run that was cut off has left; everything in this engine is the tests' own.
        if left := _run("docker", "ps", "--all", "--quiet").split():
            _run("docker", "rm", "--force", *left)
        _build_image()
        yield process


@contextmanager
def only_one_engine(home: Path) -> Iterator[None]:
    """Wait for our turn to have an engine over `home`. Raises SetupError when that takes long."""
    home.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _BUSY_SECONDS
    with (home / "lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise SetupError(f"another run of the tests uses {home}") from None
                time.sleep(_STEP_SECONDS)
        yield


@contextmanager
def daemon(folder: Path, home: Path, networks: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """Run an engine over `home` that listens at `folder`/docker.sock. Raises SetupError.

    With `networks` its containers have networks and ports, all of them in a network namespace of
    the engine's own, so that the machine's are not touched. Without, it can build images.
    """
    address = folder / "docker.sock"
    command: Command = ["setpriv", "--pdeathsig", "TERM"]
    if networks:
        command += ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    command += ["dockerd", "--data-root", home / "data", "--exec-root", folder / "exec"]
    command += ["--pidfile", folder / "pid", "-H", f"unix://{address}"]
    if program := find_gvisor():
        settings = folder / "settings.json"
        settings.write_text(json.dumps({"runtimes": _runtimes(program)}))
        command += ["--config-file", settings]
    if not networks:
        command += ["--iptables=false", "--ip-masq=false", "--bridge=none"]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment(),
            start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                told = log.read_text(errors="replace")[-_END_OF_LOG:]
                raise SetupError(f"dockerd did not start:\n{told}")
            time.sleep(_STEP_SECONDS)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _unmount(folder, home)


def find_gvisor() -> str | None:
    """The program of gVisor's runtime, None where it is not installed."""
    return shutil.which(GVISOR, path=environment()["PATH"])


def _runtimes(program: str) -> dict[str, object]:
    """gVisor set up as cells need it (docs/security.md), and as it comes, which is not enough."""
    # Only this platform asks nothing of the machine: no virtualization within one.
    usual = ["--platform=ptrace", "--network=none"]
    needed = [*usual, "--host-uds=create", "--file-access-mounts=exclusive"]
    return {
        GVISOR: {"path": program, "runtimeArgs": needed},
        f"{GVISOR}-as-it-comes": {"path": program, "runtimeArgs": usual},
    }


def _unmount(*folders: Path) -> None:
    """Take away the mounts that an engine leaves; nothing else can remove the folders."""
    mounts = [line.split(" ")[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for mount in reversed(mounts):
        if any(Path(mount).is_relative_to(folder) for folder in folders):
            subprocess.run(["umount", "--lazy", mount], capture_output=True, check=False)


def _answers(address: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        probe.connect(str(address))
        probe.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
        return b" 200 OK" in probe.recv(100)
    return False


def _build_image() -> None:
    base = f"{BASE}:{hash_inputs([BASE_SCRIPT])[:16]}"
    image = f"{IMAGE}:{image_key()[:16]}"
    present = set(_run("docker", "images", "--format={{.Repository}}:{{.Tag}}").split())
    if image not in present:
        if base not in present:
            _run(BASE_SCRIPT, base)
        _run("docker", "build", "--network=host", f"--build-arg=BASE_IMAGE={base}",
             f"--tag={image}", f"--file={DOCKERFILE}", ROOT)  # fmt: skip
    _run("docker", "tag", image, IMAGE)
    keep = {base, image, f"{IMAGE}:latest"}
    if old := {name for name in present - keep if name.startswith((BASE, IMAGE))}:
        _run("docker", "rmi", *sorted(old))


def environment() -> dict[str, str]:
    """What the programs of an engine are started with."""
    # Debian keeps the daemon and debootstrap where not every root's PATH leads. The user's own
    # settings of the client are for other engines.
    return os.environ | {
        "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin",
        "DOCKER_CONFIG": str(HOME / "client"),
        "DOCKER_BUILDKIT": "0",
    }


def _run(*command: str | Path) -> str:
    """Run a program to its end and return what it prints; raise SetupError if it fails."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        out, complaints = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)  # a script's own children too
        process.wait(_STOP_SECONDS)
        raise
    if process.returncode:
        shown = " ".join(map(str, command))
        raise SetupError(f"{(out + complaints)[-_END_OF_LOG:].rstrip()}\n\nThis failed: {shown}")
    return out


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(143)


def main() -> int:
    """See the module's docstring."""
    signal.signal(signal.SIGTERM, _leave)
    if sys.argv[1:] == ["build"]:
        build()
    elif len(sys.argv) == 4 and sys.argv[1] == "keep":
        keep(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
