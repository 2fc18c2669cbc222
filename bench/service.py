"""A real service on a free port, with data of its own, and those who use it."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import httpx2

from bench.output import ROOT

PROBLEM = "gradient-checking"
_READY_SECONDS = 300
_STOP_SECONDS = 30


class Service:
    """`nabla serve` in a process. A context manager."""

    def __init__(
        self,
        cells: int,
        problems: Path | None = None,
        database_url: str | None = None,
    ) -> None:
        """`problems`: another folder of them."""
        self._data = Path(tempfile.mkdtemp(prefix="nabla-bench-"))
        self._port = _free_port()
        self.base = f"http://127.0.0.1:{self._port}"
        self._env = {
            **os.environ,
            "PORT": str(self._port),
            "HOST": "127.0.0.1",
            "NABLA_DATA": str(self._data),
            "NABLA_CELLS": str(cells),
            "NABLA_RATE_SUBMIT": "off",
            "NABLA_RATE_RUN": "off",
            "NABLA_RATE_REGISTER": "off",
        }
        self._env.pop("NABLA_DATABASE_URL", None)
        if problems is not None:
            self._env["NABLA_PROBLEMS"] = str(problems)
        if database_url is not None:
            self._env["NABLA_DATABASE_URL"] = database_url

    def start(self, *command: str) -> float:
        """Start it, by `command` if given; returns the seconds until it was ready to judge."""
        begun = time.monotonic()
        self._log = (self._data / "log").open("ab")
        serve = (str(Path(sys.executable).with_name("nabla")), "serve")
        self._process = subprocess.Popen(
            command or serve, env=self._env, cwd=ROOT, stdout=self._log, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        with httpx2.Client(base_url=self.base, timeout=10) as client:
            while not _is_ready(client):
                if time.monotonic() - begun > _READY_SECONDS or self._process.poll() is not None:
                    self.stop()
                    raise RuntimeError(
                        f"the service did not get ready: {(self._data / 'log').read_text()[-2000:]}"
                    )
                time.sleep(0.02)
        return time.monotonic() - begun

    def wait_for_proofs(self) -> None:
        """Return when a first start has nothing left to do."""
        with httpx2.Client(base_url=self.base, timeout=10) as client:
            deadline = time.monotonic() + _READY_SECONDS
            while b"nabla_proofs_unfinished 0.0" not in client.get("/metrics").content:
                if time.monotonic() > deadline:
                    raise RuntimeError("the proofs of the problems were not made in time")
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop it; its data stays until the end of the context."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(_STOP_SECONDS)
        self._log.close()

    def __enter__(self) -> Self:
        try:
            self.start()
            self.wait_for_proofs()
        except BaseException:
            shutil.rmtree(self._data, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._data, ignore_errors=True)

    def new_person(self) -> "Person":
        """Somebody with an account of their own, logged in."""
        return Person(self.base)

    def memory_mib(self) -> float:
        """Memory of the service, its cells and all that it started, shared pages counted once."""
        return sum(_pss_kib(pid) for pid in _tree(self._process.pid)) / 1024


class Person:
    """A client that keeps its connection. Close it."""

    def __init__(self, base: str) -> None:
        self.client = httpx2.Client(base_url=base, headers={"Origin": base}, timeout=120)
        self.name = f"bench.{secrets.token_hex(6)}"
        self.password = secrets.token_urlsafe(12)
        account = {"username": self.name, "password": self.password}
        self.client.post("/api/v1/auth/register", json=account).raise_for_status()

    def submit(self, code: str, problem: str = PROBLEM, wait: int = 60) -> dict[str, Any]:
        """Submit, wait for the verdict, return the submission."""
        answer = self.client.post(
            f"/api/v1/problems/{problem}/submissions?wait={wait}", json={"code": code}
        )
        if answer.status_code != 201:
            raise RuntimeError(f"the service answered {answer.status_code}: {answer.text[:300]}")
        found: dict[str, Any] = answer.json()
        return found

    def accepted(self, code: str, problem: str = PROBLEM) -> None:
        """Submit what must be accepted; raises if it is not."""
        found = self.submit(code, problem)
        if found["verdict"] != "accepted":
            raise RuntimeError(f"judged {found['verdict']}: {found['diagnosis']}")

    def get(self, path: str) -> None:
        """Read something; raises unless that works."""
        self.client.get(f"/api/v1/{path}").raise_for_status()

    def close(self) -> None:
        """Let the connection go."""
        self.client.close()


def _is_ready(client: httpx2.Client) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        return client.get("/readyz").status_code == 200
    return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _tree(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _pss_kib(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
