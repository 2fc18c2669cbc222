"""What is measured: the floors, and the road from the library's call to HTTP."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx2
import numpy as np

from judge import Published, Verdict, judge, publish
from judge.runner import CellPool, LauncherOptions, SandboxUnavailable
from judge.runner.launchers.process import cell_python
from judge.spec import load_library

_READY_SECONDS = 180


class Items:
    """The items, with a cell and a real server behind them. A context manager."""

    def __init__(self, root: Path) -> None:
        self._stack = contextlib.ExitStack()
        library = load_library(root / "problems")
        self._pool = self._stack.enter_context(CellPool.start(cells=1))
        self._published: Published = publish(library.sources["gradient-checking"], self._pool)
        self._small: Published = publish(library.sources["central-difference"], self._pool)
        self._code = self._published.problem.solution
        self.tests = len(self._published.cases)
        space: dict[str, Any] = {}
        exec(compile(self._code, "solution.py", "exec"), space)
        self._function = space[self._published.problem.function]
        self._containers = self._start_containers()
        self._http = self._stack.enter_context(_Server(root))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def all(self) -> dict[str, Callable[[], None]]:
        """Every item by name, floors first."""
        python = str(cell_python())
        items: dict[str, Callable[[], None]] = {
            "python -c pass": lambda: _spawn(python, "pass"),
            "import numpy": lambda: _spawn(python, "import numpy"),
            "tests called in-process": self._call,
            "plain fork": self._fork,
            "judge": lambda: _judge(self._published, self._pool),
            "http wait": lambda: self._http.submit(self._code),
        }
        if self._containers is not None:
            pool = self._containers
            items["judge, docker cell"] = lambda: _judge(self._published, pool)
        return items

    def throughput(self, threads: int, seconds: float, *, small: bool = False) -> float:
        """Submissions judged a second by `threads` threads, each with a cell of its own.

        `small`: of a problem whose solution is one line, instead of gradient checking.
        """
        published = self._small if small else self._published
        with CellPool.start(cells=threads) as pool:
            counts = [0] * threads
            end = time.monotonic() + seconds

            def work(number: int) -> None:
                while time.monotonic() < end:
                    _judge(published, pool)
                    counts[number] += 1

            workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        return sum(counts) / seconds

    def _start_containers(self) -> CellPool | None:
        """A Docker cell where an engine answers and has the image, else None, which is said."""
        try:
            options = LauncherOptions(owner="nabla-bench")
            return self._stack.enter_context(CellPool.start(1, "docker", options))
        except SandboxUnavailable as error:
            print(f"no Docker cell: {error}", file=sys.stderr)
            return None

    def _call(self) -> None:
        for case in self._published.cases:
            self._function(*(np.copy(v) if isinstance(v, np.ndarray) else v
                             for v in case.inputs.values()))  # fmt: skip

    def _fork(self) -> None:
        """A fork of this process, which has NumPy loaded, and nothing to hold it: the floor."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            exec(compile(self._code, "solution.py", "exec"), {})
            self._call()
            os.write(write, b"done")
            os._exit(0)
        os.close(write)
        os.read(read, 4)
        os.waitpid(pid, 0)
        os.close(read)


def _judge(published: Published, pool: CellPool) -> None:
    report = judge(published, published.problem.solution, pool)
    if report.verdict is not Verdict.ACCEPTED:
        raise RuntimeError(f"the reference was judged {report.verdict}")


def _spawn(python: str, code: str) -> None:
    subprocess.run([python, "-I", "-c", code], check=True, env={"OPENBLAS_NUM_THREADS": "1"})


class _Server:
    """A real service on a free port, with its own data and one user."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._data = tempfile.mkdtemp(prefix="nabla-bench-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]

    def __enter__(self) -> Self:
        env = {**os.environ, "PORT": str(self._port), "HOST": "127.0.0.1",
               "NABLA_DATA": self._data, "NABLA_CELLS": "1"}  # fmt: skip
        self._log = (Path(self._data) / "log").open("w+b")
        self._process = subprocess.Popen(
            [str(self._root / ".venv/bin/nabla"), "serve"],
            env=env, cwd=self._root, stdout=self._log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        base = f"http://127.0.0.1:{self._port}"
        self._client = httpx2.Client(base_url=base, headers={"Origin": base}, timeout=60)
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            with contextlib.suppress(httpx2.TransportError):
                if b"nabla_proofs_unfinished 0.0" in self._client.get("/metrics").content:
                    break
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.__exit__()
                raise RuntimeError("the service did not get ready")
            time.sleep(0.05)
        account = {"username": "bench", "password": secrets.token_urlsafe(12)}
        self._client.post("/api/v1/auth/register", json=account).raise_for_status()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._process.terminate()
        self._process.wait(30)
        self._log.close()
        shutil.rmtree(self._data, ignore_errors=True)

    def submit(self, code: str) -> None:
        """Submit and wait for the verdict; raises unless it is accepted."""
        answer = self._client.post(
            "/api/v1/problems/gradient-checking/submissions?wait=30", json={"code": code}
        )
        if answer.json().get("verdict") != "accepted":
            raise RuntimeError(f"the service answered {answer.status_code}: {answer.text[:300]}")
