"""What a candidate does on the pages, by the names that a candidate would use."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page, expect

from tests.e2e.watch import Watch

PROBLEM = Path(__file__).resolve().parents[2] / "problems/backpropagation/gradient-checking.yaml"
PASSWORD = "correct horse battery"


def read_problem() -> dict[str, Any]:
    """Return problem 177 as its author wrote it."""
    problem: dict[str, Any] = yaml.safe_load(PROBLEM.read_text())
    return problem


def tab_to(page: Page, place: Locator, most: int = 120) -> None:
    """Go to `place` by the Tab key, which Escape frees in editors; it is then focused."""
    expect(place).to_be_visible()
    for _ in range(most):
        if page.locator(".cm-content:focus").count() > 0:
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        if place.evaluate("element => element.matches(':focus')"):
            return
    raise AssertionError(f"{most} tabs did not lead to {place}")


WIDER = """() => [...document.querySelectorAll("body *")]
    .filter((it) => it.getBoundingClientRect().right > innerWidth)
    .map((it) => it.outerHTML.slice(0, 200))"""


class Candidate:
    """Drives one page."""

    def __init__(self, page: Page, watch: Watch) -> None:
        """Use `page`, whose errors `watch` collects."""
        self.page = page
        self.watch = watch
        self.name = f"ada-{uuid.uuid4().hex[:8]}"

    @property
    def editor(self) -> Locator:
        """The place where code is written."""
        return self.page.get_by_role("textbox", name="Python code for")

    @property
    def editing(self) -> Locator:
        """The editor with its buttons."""
        return self.page.get_by_role("region", name="Your code for")

    @property
    def verdict(self) -> Locator:
        """The verdict with its reason, once there is one."""
        return self.page.locator(".verdict")

    @property
    def results(self) -> Locator:
        """The part of the page with results, own inputs and attempts."""
        return self.page.get_by_role("region", name="Results", exact=True)

    @property
    def tests(self) -> Locator:
        """The lines of the judged tests."""
        return self.page.get_by_role("list", name="Tests", exact=True).locator("> li")

    def register(self, then: str = "/") -> None:
        """Make an account by the page and arrive at `then`."""
        self.page.goto(f"/register?next={then}")
        self.fill_in_account()
        self.page.get_by_role("button", name="Make the account").click()
        expect(self.page.get_by_role("button", name="Log out")).to_be_visible()
        self.page.wait_for_url(f"**{then}")
        # Who logs out while the page still reads gets a 401 for it.
        self.page.wait_for_load_state("networkidle")

    def fill_in_account(self) -> None:
        """Type name and password into the form that is shown."""
        self.page.get_by_label("User name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)

    def open_problem(self) -> None:
        """Go to problem 177."""
        self.page.goto("/problems/gradient-checking")
        self.reach_editor()

    def reach_editor(self) -> None:
        """Go where code is written: on a narrow screen the editor comes when one gets near."""
        expect(self.page.get_by_role("article")).to_be_visible()
        way = self.page.get_by_role("link", name="To the editor")
        if way.is_visible():
            way.click()
        expect(self.editor).to_be_visible()

    def write(self, code: str) -> None:
        """Put `code` in the place of all that is in the editor."""
        if not self.editor.is_visible():
            self.reach_editor()
        self.editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(code)
        expect(self.editor).to_contain_text(code.strip().splitlines()[-1].strip())

    def code(self) -> str:
        """What is in the editor, line by line."""
        return "\n".join(self.page.locator(".cm-line").all_text_contents())

    def tab_to(self, place: Locator) -> None:
        """Go to `place` by the Tab key; it is then focused."""
        tab_to(self.page, place)

    def run(self) -> None:
        """Run on the examples."""
        self.page.get_by_role("button", name="Run", exact=True).click()

    def submit(self) -> None:
        """Submit to be judged."""
        self.page.get_by_role("button", name="Submit", exact=True).click()

    def has_no_sideways_scroll(self) -> bool:
        """Whether the page is no wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            print("wider than the window:", self.page.evaluate(WIDER))
        return width <= 0
