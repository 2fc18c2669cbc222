"""A real service, a real browser, and a page that must stay free of errors."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.candidate import Candidate
from tests.e2e.waiting import LIMIT_MILLISECONDS
from tests.e2e.watch import Watch

ROOT = Path(__file__).resolve().parents[2]
NABLA = Path(sys.executable).with_name("nabla")
TOPICS = ("backpropagation", "calculus-lab")
ADMIN_PASSWORD = "the admin's own words"
READY_SECONDS = 120
STOP_SECONDS = 20
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `nabla serve` with a few problems and a data folder of its own."""
    with serve(tmp_path_factory.mktemp("service"), TOPICS) as address:
        yield address


@contextmanager
def serve(folder: Path, topics: Iterable[str], **settings: str) -> Iterator[str]:
    """Start `nabla serve` on the problems of some topics; give its address, and end it after.

    `settings` are variables of its environment; `PORT` is a free one unless it is among them.
    """
    if not (ROOT / "frontend" / "dist" / "index.html").exists():
        pytest.skip("the pages are not built: npm --prefix frontend run build")
    for topic in topics:
        shutil.copytree(ROOT / "problems" / topic, folder / "problems" / topic)
    port = int(settings.get("PORT") or find_free_port())
    environment = os.environ | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "NABLA_DATA": str(folder / "data"),
        "NABLA_PROBLEMS": str(folder / "problems"),
        "NABLA_CELLS": "1",
        "NABLA_ADMIN_PASSWORD": ADMIN_PASSWORD,
        **settings,
    }
    for name in ("NABLA_DATABASE_URL", "NABLA_SANDBOX"):
        environment.pop(name, None)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [NABLA, "serve"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_ready(address, process, folder / "log")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def find_free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the service can judge; fail with the end of its log if that never comes."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            pass  # Not listening yet, or not ready: the deadline decides.
        time.sleep(0.1)
    pytest.fail(f"the service did not become ready:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="module")  # its event loop must not outlive it: other tests run their own
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def open_profile(browser: Browser, service: str, **options: Any) -> Iterator[BrowserContext]:
    """A fresh profile at a service, wide and light unless `options` say otherwise."""
    usual = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
    context = browser.new_context(base_url=service, **(usual | options))
    context.set_default_timeout(LIMIT_MILLISECONDS)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Page]:
    """A page in a fresh profile."""
    with open_profile(browser, service) as context:
        yield context.new_page()


@pytest.fixture
def watch(page: Page) -> Iterator[Watch]:
    """What went wrong in the page and its other tabs; what a test did not expect fails it."""
    watch = Watch(page.context)
    yield watch
    assert watch.errors == []


@pytest.fixture
def candidate(page: Page, watch: Watch) -> Candidate:
    """Somebody who uses the pages, not logged in."""
    return Candidate(page, watch)


@pytest.fixture
def elsewhere(browser: Browser, service: str) -> Iterator[Candidate]:
    """Somebody at another machine, not logged in; errors there fail the test as well."""
    with open_profile(browser, service) as context:
        watch = Watch(context)
        yield Candidate(context.new_page(), watch)
        assert watch.errors == []
