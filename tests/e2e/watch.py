"""Errors of pages: console, exceptions, and what the content security policy has blocked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests.e2e.waiting import eventually

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

_LOG_OUT = "/api/v1/auth/logout"
_LOG_IN = ("/api/v1/auth/login", "/api/v1/auth/register")
# What the browser says of requests while a test has taken the connection away.
_OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page as it is now."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


class Watch:
    """Collects the errors of all tabs of a browser's profile.

    Here alone it is decided what is no fault of the pages, in whatever order things happen: that
    nothing is reached while a test has taken the connection away, and that the server refuses what
    was on its way when its sender logged out, or was sent before the page could know.
    """

    def __init__(self, context: BrowserContext) -> None:
        """Watch from now on."""
        self.errors: list[str] = []
        self._expected: list[str] = []
        self._on_the_way: set[Request] = set()
        self._logged_out = False
        self._refusable: set[str] = set()
        context.on("request", self._see)
        context.on("requestfinished", self._let_go)
        context.on("requestfailed", self._let_go)
        context.on("console", self._hear)
        context.on("weberror", lambda it: self.errors.append(f"exception: {it.error}"))

    def expect(self, address: str) -> None:
        """From now on a failed request to an address with this in it is part of the test."""
        self._expected.append(address)

    def come_to_rest(self, page: Page) -> None:
        """Return once `page` has all that it fetches while nothing else is to do."""
        page.evaluate("new Promise((resume) => requestIdleCallback(resume))")
        eventually(page, lambda: [request.url for request in self._on_the_way], [])

    def logged_out(self) -> None:
        """From now on nobody is logged in, though no page has asked for it."""
        self._logged_out = True
        self._refusable |= {request.url for request in self._on_the_way}

    def _see(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith(_LOG_OUT):
            self.logged_out()
        elif request.method == "POST" and request.url.endswith(_LOG_IN):
            self._logged_out = False
        elif self._logged_out:
            self._refusable.add(request.url)
        self._on_the_way.add(request)

    def _let_go(self, request: Request) -> None:
        self._on_the_way.discard(request)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        address = message.location["url"]
        if message.text.startswith("Failed to load resource"):
            if _OFFLINE in message.text or any(part in address for part in self._expected):
                return
            if "status of 401" in message.text and address in self._refusable:
                return
        self.errors.append(f"{message.type}: {message.text} ({address})")
