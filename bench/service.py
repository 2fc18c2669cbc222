"""A real service on a free port, with data of its own, and those who use it."""

import contextlib
import http.client
import json
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
ACCEPTED = b'"status":"done","verdict":"accepted"'
"""What the answer to a submission that was accepted holds."""
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
    """A client that keeps its connection, by the standard library. Close it.

    It shares the cores with what is measured, so it does as little as an honest client can: it
    reads the whole answer, but decodes it only where somebody wants to know what is in it.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._line = http.client.HTTPConnection(base.removeprefix("http://"), timeout=120)
        self.address = self._line.host, self._line.port
        self._headers = {"Origin": base, "Content-Type": "application/json"}
        self.name = f"bench.{secrets.token_hex(6)}"
        self.password = secrets.token_urlsafe(12)
        account = {"username": self.name, "password": self.password}
        self._register(json.dumps(account))

    def submit(self, code: str, problem: str = PROBLEM, wait: int = 60) -> dict[str, Any]:
        """Submit, wait for the verdict, return the submission."""
        found: dict[str, Any] = json.loads(self._submit(code, problem, wait))
        return found

    def accepted(self, code: str, problem: str = PROBLEM) -> None:
        """Submit what must be accepted; raises if it is not."""
        answer = self._submit(code, problem, 60)
        if ACCEPTED not in answer:
            raise RuntimeError(f"not accepted: {answer.decode()[:500]}")

    def submission(self, code: str, problem: str) -> bytes:
        """The whole HTTP request that submits and waits for the verdict."""
        body = json.dumps({"code": code}).encode()
        host, port = self.address
        headers = {**self._headers, "Host": f"{host}:{port}", "Content-Length": str(len(body))}
        lines = [
            f"POST {_path_of(problem, 60)} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def cancel(self, submission: str) -> None:
        """Cancel a submission, if it still waits or runs."""
        self._ask("POST", f"/api/v1/submissions/{submission}/cancel", 200)

    def get(self, path: str) -> None:
        """Read something; raises unless that works."""
        self._ask("GET", f"/api/v1/{path}", 200)

    def close(self) -> None:
        """Let the connection go."""
        self._line.close()

    def _register(self, account: str) -> None:
        self._line.request("POST", "/api/v1/auth/register", account, self._headers)
        answer = self._line.getresponse()
        body = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"the service answered {answer.status}: {body.decode()[:300]}")
        self._headers["Cookie"] = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        # What is measured may begin later than the service keeps a connection that nobody uses.
        self._line.close()

    def _submit(self, code: str, problem: str, wait: int) -> bytes:
        body = json.dumps({"code": code})
        return self._ask("POST", _path_of(problem, wait), 201, body)

    def _ask(self, method: str, path: str, expected: int, body: str | None = None) -> bytes:
        self._line.request(method, path, body, self._headers)
        answer = self._line.getresponse()
        found = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"the service answered {answer.status}: {found.decode()[:300]}")
        return found


def _path_of(problem: str, wait: int) -> str:
    """The call that submits."""
    return f"/api/v1/problems/{problem}/submissions?wait={wait}"


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
