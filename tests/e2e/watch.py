"""Errors of a page: console, exceptions, and what the content security policy has blocked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

# What may still be on its way when its sender logs out, and is then answered by 401.
_OF_A_PERSON = ("/draft", "/api/v1/progress", "/api/v1/reviews", "/standing")
_LOG_OUT = "/api/v1/auth/logout"
_LOG_IN = ("/api/v1/auth/login", "/api/v1/auth/register")


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
    """Collects the errors of a page."""

    def __init__(self, page: Page) -> None:
        """Watch `page` from now on."""
        self.errors: list[str] = []
        self._expected: list[str] = []
        self._logged_out = False
        page.on("request", self._see)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))

    def expect(self, address: str) -> None:
        """From now on a failed request to an address with this in it is part of the test."""
        self._expected.append(address)

    def _see(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith((_LOG_OUT, *_LOG_IN)):
            self._logged_out = request.url.endswith(_LOG_OUT)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        address = message.location["url"]
        failed_request = message.text.startswith("Failed to load resource")
        if failed_request and any(part in address for part in self._expected):
            return
        if "status of 401" in message.text and (
            self._logged_out or any(part in address for part in _OF_A_PERSON)
        ):
            return
        self.errors.append(f"{message.type}: {message.text} ({address})")
