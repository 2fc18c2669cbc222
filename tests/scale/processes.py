"""Replicas and workers as processes that share a PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from tests.api.support import ADMIN_PASSWORD, ROOT, Server

STOP_SECONDS = 60


def replica(folder: Path, problems: Path, url: str, **settings: str) -> Server:
    """A service without cells of its own; not started."""
    return Server(folder, problems, NABLA_DATABASE_URL=url, **{"NABLA_CELLS": "0", **settings})


class Worker:
    """`nabla worker` as a process of its own; what it prints goes to `log`."""

    def __init__(self, data: Path, problems: Path, url: str, **settings: str) -> None:
        self.data = data
        data.mkdir(parents=True)
        self.log = data.parent / f"{data.name}.log"
        self.command = [sys.executable, "-m", "api.cli", "worker"]
        self.environment = {
            **os.environ,
            "HOST": "127.0.0.1",
            "NABLA_DATA": str(data),
            "NABLA_PROBLEMS": str(problems),
            "NABLA_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "NABLA_DATABASE_URL": url,
            "NABLA_CELLS": "1",
            **settings,
        }
        self.printed = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> Worker:
        """Start, and return once it judges."""
        self.launch()
        self.wait_until_ready()
        return self

    def launch(self) -> None:
        """Start, and return at once."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def wait_until_ready(self) -> None:
        """Return once it judges."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.printed = self.process.stdout.readline()
        assert self.printed.startswith("Nabla judges with"), self.log.read_text()[-4000:]

    def signal(self, number: signal.Signals) -> int:
        """Send a signal, and return the exit status once the process has ended."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def ready(self) -> Worker:
        """This, launched before: as a context it waits until it judges."""
        assert self.process is not None
        return self

    def __enter__(self) -> Worker:
        if self.process is None:
            self.launch()
        self.wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGKILL)
