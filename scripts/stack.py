"""Start docker-compose.yml for real, on an engine of our own, and judge against it from outside.

    sudo make compose-test

Builds the images as scripts/images.sh does, kept in `.tools/stack`; the first time takes minutes.
The engine has a network namespace of its own: nothing of this machine's network is touched. Needs
root, docker.io, debootstrap, and docker-compose or the compose plugin.
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
from pathlib import Path
from typing import Any

from scripts import engine
from scripts.stamps import ROOT
from scripts.tools import TOOLS, SetupError

HOME = TOOLS / "stack"
PORT = 8890
WORKERS, CELLS = 2, 5
_READY_SECONDS = 300.0


def find_compose() -> list[str] | None:
    """The command of Compose, as the engine's plugin or by itself; None where there is none."""
    if shutil.which("docker"):
        asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


class Stack:
    """The project on a running engine."""

    def __init__(self, folder: Path, host: str) -> None:
        """`folder` is the project's; `host` is what DOCKER_HOST has to be."""
        self._folder = folder
        self._env = engine.environment() | {
            "DOCKER_HOST": host,
            "COMPOSE_PROJECT_NAME": "nabla",
            "NABLA_HTTP": str(PORT),
            "NABLA_HTTPS": str(PORT + 1),
            "NABLA_POSTGRES_IMAGE": "nabla-postgres",
            "NABLA_CADDY_IMAGE": "nabla-caddy",
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

    def containers(self, service: str) -> list[dict[str, Any]]:
        """What the engine knows of a service's containers."""
        ids = self._run(
            "docker", "ps", "--quiet", "--filter", f"label=com.docker.compose.service={service}"
        ).stdout.split()
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
    """Build, start, check, take down; return the exit status."""
    try:
        if reason := engine.why_impossible():
            raise SetupError(reason)
        if not find_compose():
            raise SetupError("Compose is missing: apt-get install docker-compose")
        folder = Path(tempfile.mkdtemp(prefix="nabla-stack-"))
        try:
            with engine.only_one_engine(HOME):
                _build(folder)
                return _start_and_check(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


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


def _start_and_check(folder: Path) -> int:
    project = folder / "project"
    project.mkdir()
    shutil.copy(ROOT / "docker-compose.yml", project)
    shutil.copytree(ROOT / "deploy", project / "deploy", ignore=shutil.ignore_patterns("secrets"))
    subprocess.run([project / "deploy" / "secrets.sh"], check=True, capture_output=True)
    with engine.daemon(folder, HOME, networks=True) as process:
        stack = Stack(project, f"unix://{folder}/docker.sock")
        try:
            begun = time.monotonic()
            scale = ["--scale", f"worker={WORKERS}", "--scale", f"cell={CELLS}"]
            stack.compose("up", "--detach", "--no-build", *scale)
            stack.wait_healthy()
            print(f"up and healthy: {time.monotonic() - begun:.0f} s", flush=True)
            _enter_network_of(process.pid)  # the published port is there
            from scripts.stack_checks import check  # needs packages that are installed by now

            check(stack, f"http://127.0.0.1:{PORT}")
        except BaseException:
            print(stack.compose("logs", "--tail=30"), file=sys.stderr)
            raise
        finally:
            stack.compose("down", "--volumes", "--timeout", "5")
    return 0


def _enter_network_of(pid: int) -> None:
    """Move this thread into a process's network namespace."""
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
