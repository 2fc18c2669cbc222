"""Start the Compose files for real, on an engine of our own, and judge against them from outside.

    sudo make compose-test [ARGS="stack single-host"]

First docker-compose.yml by itself, then with docker-compose.single-host.yml on top. Builds the
images as scripts/images.sh does, kept in `.tools/stack`; the first time takes minutes. The engine
has a network namespace of its own: nothing of this machine's network is touched. Needs root,
docker.io, debootstrap, and docker-compose or the compose plugin.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from scripts import engine
from scripts.stamps import ROOT
from scripts.tools import TOOLS, SetupError

HOME = TOOLS / "stack"
PORT = 8890
CELLS_FOLDER_OWNER = 61500, 61000
"""The worker's user and group, as docker-compose.single-host.yml tells to make the folder."""
_READY_SECONDS = 900.0


def find_compose() -> list[str] | None:
    """The command of Compose, as the engine's plugin or by itself; None where there is none."""
    if shutil.which("docker"):
        asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


@dataclass(frozen=True)
class Layout:
    """Which files are started, and how many of each container."""

    name: str
    files: tuple[str, ...]
    scale: dict[str, int]


LAYOUTS = (
    # Two cells for each worker, one for each replica.
    Layout("stack", ("docker-compose.yml",), {"worker": 2, "service": 2, "cell": 6}),
    Layout(
        "single-host",
        ("docker-compose.yml", "docker-compose.single-host.yml"),
        {"worker": 1, "service": 1, "cell": 1},
    ),
)


class Stack:
    """The project on a running engine."""

    def __init__(self, folder: Path, layout: Layout, engine_socket: Path, cells: Path) -> None:
        """`folder` is the project's; `cells`, where workers that start cells have their sockets."""
        self._folder = folder
        self.layout = layout
        host = f"unix://{engine_socket}"
        self._env = engine.environment() | {
            "DOCKER_HOST": host,
            "COMPOSE_PROJECT_NAME": "nabla",
            "NABLA_HTTP": str(PORT),
            "NABLA_HTTPS": str(PORT + 1),
            "NABLA_POSTGRES_IMAGE": "nabla-postgres",
            "NABLA_CADDY_IMAGE": "nabla-caddy",
            "COMPOSE_FILE": os.pathsep.join(layout.files),
            "DOCKER_SOCKET": str(engine_socket),
            "DOCKER_GID": str(engine_socket.stat().st_gid),
            "NABLA_CELL_FOLDER": str(cells),
        }
        self._compose = find_compose() or []

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=self._folder, env=self._env, capture_output=True, text=True
        )
        if check and done.returncode:
            raise SetupError(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(command)}")
        return done

    def compose(self, *arguments: str) -> str:
        """Run a command of Compose's and return what it prints. Raises SetupError."""
        return self._run(*self._compose, *arguments).stdout

    def up(self) -> None:
        """Start all containers and wait until they are well. Raises SetupError."""
        scale = [f"--scale={name}={count}" for name, count in self.layout.scale.items()]
        self.compose("up", "--detach", "--no-build", *scale)
        self.wait_healthy()

    def roll(self, service: str) -> str:
        """Replace a service's containers one after another, as deploy/roll.sh does it."""
        self._env["COMPOSE"] = " ".join(self._compose)
        return self._run(str(self._folder / "deploy" / "roll.sh"), service).stdout

    def containers(self, service: str) -> list[dict[str, Any]]:
        """What the engine knows of a service's containers."""
        return self.labelled(f"com.docker.compose.service={service}")

    def labelled(self, label: str) -> list[dict[str, Any]]:
        """What the engine knows of the containers with a label; none where there are none."""
        ids = self._run("docker", "ps", "--quiet", "--filter", f"label={label}").stdout.split()
        if not ids:
            return []
        found: list[dict[str, Any]] = json.loads(self._run("docker", "inspect", *ids).stdout)
        return found

    def inside(self, container: str, *command: str) -> str:
        """Run a command in a container and return what it says, however it ends."""
        done = self._run("docker", "exec", container, *command, check=False)
        return done.stdout + done.stderr

    def wait_healthy(self) -> None:
        """Wait until every container with a health check is well. Raises SetupError."""
        services = ("proxy", "service", "worker", "postgres")
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            states = {
                container["Name"]: container["State"].get("Health", {}).get("Status")
                for service in services
                for container in self.containers(service)
            }
            if states and set(states.values()) == {"healthy"}:
                return
            if time.monotonic() > deadline:
                logs = self.compose("logs", "--tail=40")
                raise SetupError(f"not healthy in {_READY_SECONDS:.0f} s: {states}\n{logs}")
            time.sleep(0.5)


def main() -> int:
    """Build once; start, check and take down each layout; return the exit status."""
    wanted = sys.argv[1:] or [layout.name for layout in LAYOUTS]
    try:
        if unknown := set(wanted) - {layout.name for layout in LAYOUTS}:
            raise SetupError(f"there is no layout {', '.join(sorted(unknown))}")
        if reason := engine.why_impossible():
            raise SetupError(reason)
        if not find_compose():
            raise SetupError("Compose is missing: apt-get install docker-compose")
        with engine.only_one_engine(HOME):
            _in_new_folder(_build)
            for layout in LAYOUTS:
                if layout.name in wanted:
                    _in_new_folder(partial(_start_and_check, layout))
        return 0
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


def _in_new_folder(work: Callable[[Path], None]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="nabla-stack-"))
    try:
        work(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _build(folder: Path) -> None:
    begun = time.monotonic()
    with engine.daemon(folder, HOME):
        env = engine.environment() | {"DOCKER_HOST": f"unix://{folder}/docker.sock"}
        done = subprocess.run(
            [ROOT / "scripts" / "images.sh"], env=env, capture_output=True, text=True
        )
    if done.returncode:
        raise SetupError(f"{done.stdout}{done.stderr}\nThis failed: scripts/images.sh")
    print(done.stdout.rstrip())
    print(f"images: {time.monotonic() - begun:.0f} s", flush=True)


def _start_and_check(layout: Layout, folder: Path) -> None:
    project, cells = folder / "project", folder / "cells"
    project.mkdir()
    for name in layout.files:
        shutil.copy(ROOT / name, project)
    shutil.copytree(ROOT / "deploy", project / "deploy", ignore=shutil.ignore_patterns("secrets"))
    subprocess.run([project / "deploy" / "secrets.sh"], check=True, capture_output=True)
    cells.mkdir(mode=0o750)
    os.chown(cells, *CELLS_FOLDER_OWNER)
    with engine.daemon(folder, HOME, networks=True) as process:
        stack = Stack(project, layout, folder / "docker.sock", cells)
        try:
            begun = time.monotonic()
            stack.up()
            took = time.monotonic() - begun
            print(f"{layout.name}: up and healthy after {took:.0f} s", flush=True)
            from scripts.stack_checks import check  # needs packages that are installed by now

            with _network_of(process.pid):  # the published port is there
                check(stack, f"http://127.0.0.1:{PORT}")
        except BaseException:
            print(stack.compose("logs", "--tail=30"), file=sys.stderr)
            raise
        finally:
            stack.compose("down", "--volumes", "--timeout", "5")


@contextmanager
def _network_of(pid: int) -> Iterator[None]:
    """Have this process, and what it starts, in another one's network namespace."""
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        _enter(f"/proc/{pid}/ns/net")
        yield
    finally:
        _enter(f"/proc/self/fd/{own}")
        os.close(own)


def _enter(namespace: str) -> None:
    descriptor = os.open(namespace, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
