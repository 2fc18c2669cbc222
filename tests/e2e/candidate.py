"""What a candidate does on the pages, by the names that a candidate would use."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page, expect

from tests.e2e.waiting import eventually
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


# What is wider than the window; nothing where the page as a whole is not.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
    "the page", ...[...document.querySelectorAll("body *")]
        .filter((it) => it.getBoundingClientRect().right > innerWidth)
        .map((it) => it.outerHTML.slice(0, 200))]"""


def expect_keys(editor: Locator) -> None:
    """An editor knows its keys: they come a moment after it, and its description with them."""
    expect(editor).to_have_attribute("aria-describedby", "editor-help")


def type_over(editor: Locator, code: str) -> None:
    """Put `code` in the place of all that is in an editor."""
    page = editor.page
    expect_keys(editor)
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
    expect(editor).to_contain_text(code.strip().splitlines()[-1].strip())


def log_out(page: Page) -> None:
    """Log out by the page, and wait until it says so: leaving at once might keep one logged in."""
    banner = page.get_by_role("banner")
    banner.get_by_role("button", name="Log out").click()
    expect(banner.get_by_role("link", name="Log in")).to_be_visible()


def expect_no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the window, once it has come to rest."""
    eventually(page, lambda: page.evaluate(WIDER), [])


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

    def fill_in_account(self) -> None:
        """Type name and password into the form that is shown."""
        self.page.get_by_label("User name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)

    def log_in(self, name: str) -> None:
        """Log in as somebody, by the calls."""
        self.name = name
        body = {"username": name, "password": PASSWORD}
        answer = self.page.request.post("/api/v1/auth/login", data=body)
        assert answer.ok, answer.text()

    def forget_log_in(self) -> None:
        """Be logged out without the page's knowing, as when a session has ended."""
        self.watch.logged_out()
        self.page.context.clear_cookies()

    def open_problem(self) -> None:
        """Go to problem 177 as nobody."""
        self.page.goto("/problems/gradient-checking")
        self.expect_nobody()
        self.reach_editor()

    def expect_nobody(self) -> None:
        """The page has been told that nobody is logged in."""
        banner = self.page.get_by_role("banner")
        expect(banner.get_by_role("link", name="Log in")).to_be_visible()

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
        type_over(self.editor, code)

    def expect_code(self, code: str) -> None:
        """In the editor is this and nothing else, line by line."""
        lines = self.editing.locator(".cm-line")
        eventually(self.page, lambda: "\n".join(lines.all_text_contents()), code)

    def tab_to(self, place: Locator) -> None:
        """Go to `place` by the Tab key; it is then focused."""
        tab_to(self.page, place)

    def run(self) -> None:
        """Run on the examples."""
        self.page.get_by_role("button", name="Run", exact=True).click()

    def submit(self) -> None:
        """Submit to be judged."""
        self.page.get_by_role("button", name="Submit", exact=True).click()

    def expect_no_sideways_scroll(self) -> None:
        """The page is no wider than the window."""
        expect_no_sideways_scroll(self.page)
