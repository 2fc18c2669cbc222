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
    """Requests of a page, or the answers to them, that wait until a test lets them go."""

    def __init__(self, page: Page, address: str, method: str = "GET", answered: bool = False):
        """Hold what goes by a method to an address, as in `page.route`.

        With `answered` the server has each at once, and the page hears of it later.
        """
        self.routes: list[tuple[Route, APIResponse | None]] = []
        self._page = page
        self._method = method
        self._answered = answered
        self._open = False
        page.route(address, self._meet)

    def _meet(self, route: Route) -> None:
        if self._open or route.request.method != self._method:
            route.continue_()
        else:
            self.routes.append((route, route.fetch() if self._answered else None))

    def wait(self) -> None:
        """Return once there is one, and answered if that is wanted."""
        eventually(self._page, lambda: len(self.routes) > 0, True)

    def drop(self) -> None:
        """Let the page never hear of them, and hold no more back."""
        self._open = True

    def let_go(self) -> None:
        """Let them on, and hold no more back."""
        self._open = True
        for route, answer in self.routes:
            if answer is None:
                route.continue_()
            else:
                route.fulfill(response=answer)
