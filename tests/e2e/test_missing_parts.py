"""Parts of the pages that do not come when they are wanted: the server is away, or a newer one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.candidate import Candidate
from tests.e2e.waiting import Held
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e


def lose(candidate: Candidate) -> None:
    """Let nothing be answered that the page asks for from now on."""
    page = candidate.page
    candidate.watch.come_to_rest(page)
    page.route("**/*", lambda route: route.abort())


def find_again(page: Page) -> None:
    """Let all be answered again."""
    page.unroute_all()


def test_what_did_not_come_is_fetched_again_without_a_reload(candidate: Candidate) -> None:
    page = candidate.page
    for address in ("/assets/", "/healthz", "/api/v1/"):
        candidate.watch.expect(address)
    page.goto("/labs")
    expect(page.get_by_role("heading", name="Labs", level=1)).to_be_visible()
    page.evaluate("window.sameDocument = true")

    lose(candidate)
    page.get_by_role("link", name="Problems", exact=True).click()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    missing = page.get_by_role("main").get_by_role("alert")
    expect(missing).to_contain_text("The server cannot be reached")
    assert violations(page) == []
    find_again(page)  # and it opens by itself
    row = page.get_by_role("link", name="Gradient checking")
    expect(row).to_be_visible()

    row.click()
    candidate.write("written = 'before it went away'")
    lose(candidate)
    page.get_by_role("tab", name="Own input").click()
    part = page.get_by_role("tabpanel", name="Own input")
    again = part.get_by_role("button", name="Try now")
    again.press("Enter")
    expect(again).to_be_focused()
    expect(part.get_by_role("alert")).to_contain_text("This part did not load")
    find_again(page)
    again.press("Enter")
    expect(part.get_by_role("button", name="Run on this input")).to_be_visible()
    expect(candidate.editor).to_contain_text("before it went away")
    assert page.evaluate("window.sameDocument")


ENDLESS = "def gradient_check(W, X, b, y, eps):\n    while True:\n        pass\n"


def lose_news(candidate: Candidate, **answer: Any) -> None:
    """Go to a problem, and let the code that follows a submission be missing."""
    candidate.watch.expect("/assets/follow")
    candidate.page.route(
        "**/assets/follow-*.js",
        lambda route: route.fulfill(**answer) if answer else route.abort(),
    )
    candidate.register(then="/problems/gradient-checking")
    candidate.write(ENDLESS)


def submit_unseen(candidate: Candidate) -> Locator:
    """Submit without seeing what comes of it; what is said of that."""
    lose_news(candidate)
    candidate.submit()
    said = candidate.results.get_by_role("alert")
    expect(said).to_contain_text("Submitted, but the result is not shown")
    return said


def test_what_was_submitted_is_called_so_though_its_news_cannot_be_shown(
    candidate: Candidate,
) -> None:
    page = candidate.page
    said = submit_unseen(candidate)
    expect(said).to_contain_text("it is judged all the same")
    assert violations(page) == []
    page.unroute_all()
    said.get_by_role("button", name="Try to show it now").click()
    expect(candidate.verdict).to_contain_text("Time limit exceeded")


def test_what_is_no_longer_there_is_not_said_to_be_on_its_way(candidate: Candidate) -> None:
    page = candidate.page
    said = submit_unseen(candidate)
    candidate.watch.expect("/api/v1/submissions/")
    page.unroute_all()
    page.route("**/api/v1/submissions/**", lambda route: route.fulfill(status=404, json={}))
    said.get_by_role("button", name="Try to show it now").click()
    expect(said).to_contain_text("Submitted, but no longer to be found")
    assert violations(page) == []


def test_news_that_only_a_newer_page_can_show_are_found_there(candidate: Candidate) -> None:
    page = candidate.page
    lose_news(candidate, status=404)
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.submit()
    said = candidate.results.get_by_role("alert")
    expect(said).to_contain_text("a new version was installed")
    candidate.expect_no_sideways_scroll()
    assert violations(page) == []
    page.unroute_all()
    said.get_by_role("button", name="Load the page anew and see it").click()
    # It is judged for seconds yet, and comes into view on a narrow screen too.
    expect(candidate.results).to_be_in_viewport()
    expect(candidate.verdict).to_contain_text("Time limit exceeded")


def test_a_page_of_another_version_is_loaded_anew_once(candidate: Candidate) -> None:
    page = candidate.page
    candidate.watch.expect("/assets/LabList")
    page.goto("/questions")
    expect(page.get_by_role("heading", name="Questions", level=1)).to_be_visible()
    page.evaluate("window.sameDocument = true")
    page.route("**/assets/LabList-*.js", lambda route: route.fulfill(status=404))
    page.get_by_role("link", name="Labs", exact=True).click()
    missing = page.get_by_role("main").get_by_role("alert")
    expect(missing).to_contain_text("a new version was installed")
    assert not page.evaluate("window.sameDocument")
    find_again(page)
    page.get_by_role("button", name="Load the page anew").click()
    expect(page.get_by_role("heading", name="Labs", level=1)).to_be_visible()


def test_style_sheets_stand_in_their_order_whichever_comes_first(candidate: Candidate) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/problems")
    row = page.get_by_role("link", name="Gradient checking")
    expect(row).to_be_visible()
    first = Held(page, "**/assets/reading-*.css")
    with page.expect_response("**/assets/ProblemPage-*.css"):
        row.click()
    first.wait()
    first.let_go()
    # Shown by the second sheet on a narrow screen, hidden by the first.
    expect(page.get_by_role("link", name="To the editor")).to_be_visible()
