"""The server goes away while somebody writes, and comes back: nothing is lost, and it is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.candidate import Candidate, expect_keys, type_over
from tests.e2e.conftest import ROOT, find_free_port, open_profile, serve
from tests.e2e.waiting import eventually
from tests.e2e.watch import Watch, violations

pytestmark = pytest.mark.e2e

LAB = "/labs/calculus-and-gradients"
DECK = "/questions/finite-difference-formulas"


class Server:
    """A service that can be ended and started again at its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = find_free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._running: AbstractContextManager[str] | None = None

    def start(self, *topics: str) -> None:
        self._running = serve(self.folder, topics, PORT=str(self.port))
        self._running.__enter__()

    def end(self) -> None:
        if self._running is not None:
            self._running.__exit__(None, None, None)
        self._running = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running service with a lab and a question."""
    (tmp_path / "problems").mkdir()
    name = "finite-difference-formulas.yaml"
    shutil.copy(ROOT / "problems" / "autodiff" / name, tmp_path / "problems")
    server = Server(tmp_path)
    server.start("calculus-lab")
    yield server
    server.end()


@pytest.fixture
def candidate(browser: Browser, server: Server) -> Iterator[Candidate]:
    """Somebody at the pages of that service."""
    with open_profile(browser, server.address) as context:
        watch = Watch(context)
        for address in ("/api/v1/", "/healthz", "/assets/"):
            watch.expect(address)
        yield Candidate(context.new_page(), watch)
        assert watch.errors == []


def wait_saved(page: Page, path: str, text: str) -> None:
    """Return once the server has a text, asking it directly."""
    eventually(page, lambda: text in page.request.get(path).text(), True)


def test_what_is_written_while_the_server_is_away_is_kept_and_sent(
    candidate: Candidate, server: Server
) -> None:
    page = candidate.page
    candidate.register(then=LAB)
    lost = page.get_by_text("The server cannot be reached. What you write is kept")
    answer = page.get_by_label("Your answer to prompt 1")
    expect(answer).to_be_visible()
    task = page.locator("#task-mse-gradient")
    task.scroll_into_view_if_needed()
    code = task.get_by_role("textbox", name="Python code for")
    expect(code).to_be_visible()
    deck = page.context.new_page()
    deck.goto(f"{DECK}?part=3")
    number = deck.get_by_label("Your number")
    expect(number).to_be_visible()
    expect_keys(code)
    for tab in (page, deck):
        candidate.watch.come_to_rest(tab)
    server.end()

    answer.fill("The even terms cancel.")
    page.locator("#prompt-1").get_by_role("button", name="Compare").click()
    expect(lost).to_be_visible()
    expect(page.locator("#prompt-1").get_by_role("alert")).to_contain_text("nothing you typed is")
    type_over(code, "written = 'while it was away'")
    task.get_by_role("button", name="Submit").click()
    expect(task.get_by_text("Not submitted")).to_be_visible()
    assert violations(page) == []
    number.fill("12.5")
    deck.get_by_role("button", name="Check").click()
    kept = deck.get_by_role("alert").filter(has_text="nothing you typed is lost")
    expect(kept).to_be_visible()
    # A page that cannot be fetched any more is no reason to lose what stands on this one.
    page.get_by_role("link", name="All labs").click()
    expect(page.get_by_role("alert").filter(has_text="did not load")).to_be_visible()
    page.go_back()

    server.start()
    page.goto(LAB)
    expect(answer).to_have_value("The even terms cancel.")
    wait_saved(page, "/api/v1/drafts/calculus-and-gradients", "The even terms cancel.")
    task.scroll_into_view_if_needed()
    expect(code).to_contain_text("while it was away")
    wait_saved(page, "/api/v1/problems/mse-gradient/draft", "while it was away")
    expect(deck.get_by_text("The server cannot be reached")).to_have_count(0)
    expect(number).to_have_value("12.5")
    wait_saved(deck, "/api/v1/drafts/finite-difference-formulas", "12.5")
    deck.get_by_role("button", name="Check").click()
    expect(deck.locator(".feedback")).to_be_visible()
