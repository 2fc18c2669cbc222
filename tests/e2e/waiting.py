"""How long a test waits for what a person would see, and how it waits for what is only read.

Waiting ends as soon as it comes, so one long limit for all costs nothing, and no test depends on
how busy the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

LIMIT_MILLISECONDS = 60_000
_PAUSE_MILLISECONDS = 50

expect.set_options(timeout=LIMIT_MILLISECONDS)


def eventually(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Read until what is `wanted` comes; fail with the difference if it does not."""
    deadline = time.monotonic() + LIMIT_MILLISECONDS / 1000
    while (found := read()) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(_PAUSE_MILLISECONDS)
    assert found == wanted
