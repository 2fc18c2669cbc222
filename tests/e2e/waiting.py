"""How long a test waits for what a person would see, and how it waits for what is only read.

Waiting ends as soon as it comes, so one long limit for all costs nothing, and no test depends on
how busy the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import APIResponse, Page, Route, expect

LIMIT_MILLISECONDS = 60_000
_PAUSE_MILLISECONDS = 50

expect.set_options(timeout=LIMIT_MILLISECONDS)


def eventually(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Read until what is `wanted` comes; fail with the difference if it does not."""
    deadline = time.monotonic() + LIMIT_MILLISECONDS / 1000
    while (found := read()) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(_PAUSE_MILLISECONDS)
    assert found == wanted


class Held:
    """Requests of a page that wait until a test lets them go."""

    def __init__(self, page: Page, address: str, method: str = "GET") -> None:
        """Hold what goes by a method to an address, as in `page.route`."""
        self.routes: list[Route] = []
        self._page = page
        self._method = method
        self._open = False
        page.route(address, self._meet)

    def _meet(self, route: Route) -> None:
        if self._open or route.request.method != self._method:
            route.continue_()
        else:
            self.routes.append(route)

    def wait(self) -> None:
        """Return once there is one."""
        eventually(self._page, lambda: len(self.routes) > 0, True)

    def let_go(self) -> None:
        """Send them, and hold no more."""
        self._open = True
        for route in self.routes:
            route.continue_()


class Late:
    """Requests of a page that are answered by the server at once, and hear of it later."""

    def __init__(self, page: Page, address: str, method: str = "GET") -> None:
        """Take what goes by a method to an address, as in `page.route`."""
        self.answered: list[tuple[Route, APIResponse]] = []
        self._page = page
        self._method = method
        self._open = False
        page.route(address, self._meet)

    def _meet(self, route: Route) -> None:
        if self._open or route.request.method != self._method:
            route.continue_()
        else:
            self.answered.append((route, route.fetch()))

    def wait(self) -> None:
        """Return once the server has answered one."""
        eventually(self._page, lambda: len(self.answered) > 0, True)

    def drop(self) -> None:
        """Let the page never hear of them, and hold no more back."""
        self._open = True

    def let_go(self) -> None:
        """Let the page have the answers, and hold no more back."""
        self._open = True
        for route, answer in self.answered:
            route.fulfill(response=answer)
