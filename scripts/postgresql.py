"""A PostgreSQL of the tests' own, from the system's package: its own folder, address and user.

It never touches a server that the system runs.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from scripts.tools import SetupError

USER = "postgres"
"""Who runs it where we are root: PostgreSQL refuses to."""
_START_SECONDS, _STOP_SECONDS, _STEP_SECONDS = 60, 30, 0.05


def find_programs() -> Path | None:
    """Return the folder of the newest server's programs, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name.partition(".")[0]))
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def why_impossible() -> str | None:
    """Return why no server can be run here, or None."""
    if find_programs() is None:
        return "PostgreSQL is missing. Root can install it: apt-get install postgresql"
    if os.geteuid() == 0 and not any(user.pw_name == USER for user in pwd.getpwall()):
        return f"PostgreSQL cannot be run as root, and there is no user {USER}"
    return None


class PostgreSQL:
    """One server. Start it with `with`; `kill` and `start` may be called any number of times."""

    def __init__(self, folder: Path, port: int, *, durable: bool = False) -> None:
        """Keep everything in `folder`. `durable`: what is committed survives a kill."""
        programs = find_programs()
        if programs is None:
            raise SetupError("PostgreSQL is missing: apt-get install postgresql")
        self._programs = programs
        self._folder = folder
        self._data = folder / "data"
        self._durable = durable
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """Where a database is, as NABLA_DATABASE_URL wants it."""
        return f"postgresql+asyncpg://nabla@127.0.0.1:{self.port}/{database}"

    def __enter__(self) -> PostgreSQL:
        if not self._data.exists():
            self._create()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill(signal.SIGINT)

    def _create(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            for parent in self._folder.parents:  # pytest's own are closed to others
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
        self._run(
            "initdb", "--auth=trust", "--username=nabla", "--encoding=UTF8", "--locale=C.UTF-8",
            "--no-sync", "--pgdata", str(self._data),
        )  # fmt: skip

    def start(self) -> None:
        """Start, and return once it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
            "max_connections": "200",
            "shared_buffers": "64MB",
            "fsync": "on" if self._durable else "off",
            "synchronous_commit": "on" if self._durable else "off",
        }
        command = [str(self._programs / "postgres"), "-D", str(self._data)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **self._as_user()
            )
        deadline = time.monotonic() + _START_SECONDS
        while self._ask("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                told = (self._folder / "log").read_text(errors="replace")[-2000:]
                raise SetupError(f"PostgreSQL did not start:\n{told}")
            time.sleep(_STEP_SECONDS)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End the server, with all its children: SIGINT stops it, SIGKILL is a crash."""
        if self.process is None:
            return
        children = _children(self.process.pid)
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        if number == signal.SIGKILL:
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, number)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def create(self, database: str) -> str:
        """Make a database; return its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "nabla", database)
        return self.url(database)

    def _as_user(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": USER, "group": pwd.getpwnam(USER).pw_gid, "extra_groups": []}

    def _ask(self, program: str, *arguments: str) -> int:
        command = [str(self._programs / program), *arguments]
        return subprocess.run(command, capture_output=True, check=False).returncode

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", check=False, **self._as_user()
        )
        if done.returncode:
            raise SetupError(f"{done.stdout}{done.stderr}\n\nThis failed: {' '.join(command)}")


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []
