"""All of a candidate's road in one piece: by mouse, by keyboard alone, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.candidate import PASSWORD, Candidate, read_problem
from tests.e2e.conftest import open_profile
from tests.e2e.hands import Finger, Keys, Mouse

pytestmark = pytest.mark.e2e

HANDS: dict[str, type[Mouse]] = {"mouse": Mouse, "keyboard": Keys, "phone": Finger}


@pytest.fixture(params=HANDS)
def way(request: pytest.FixtureRequest) -> str:
    """How the road is gone."""
    found: str = request.param
    return found


@pytest.fixture
def page(browser: Browser, service: str, way: str) -> Iterator[Page]:
    """A page in a fresh profile, of the size and with the input that belong to the way."""
    phone = way == "phone"
    size = {"viewport": {"width": 390, "height": 844}} if phone else {}
    with open_profile(browser, service, has_touch=phone, is_mobile=phone, **size) as context:
        yield context.new_page()


def test_the_whole_road(candidate: Candidate, way: str) -> None:
    page = candidate.page
    hand = HANDS[way](page)
    problem = read_problem()
    wrong = next(case for case in problem["wrong"] if case["name"] == "forgets the mean")
    buttons = page.get_by_role("button")
    banner = page.get_by_role("banner")

    page.goto("/")
    hand.press(banner.get_by_role("link", name="Sign up"))
    hand.fill(page.get_by_label("User name"), candidate.name)
    hand.fill(page.get_by_label("Password"), PASSWORD)
    hand.press(buttons.get_by_text("Make the account", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {candidate.name}")

    hand.press(banner.get_by_role("link", name="Problems"))
    hand.fill(page.get_by_label("Search problems"), "checking")
    hand.choose(page.get_by_label("Topic"), "backpropagation")
    expect(page).to_have_url("/problems?q=checking&topic=backpropagation")
    hand.press(page.get_by_role("link", name="Gradient checking"))
    expect(page.get_by_role("heading", level=1)).to_have_text("177 Gradient checking")
    if way == "phone":
        hand.press(page.get_by_role("link", name="To the editor"))

    hand.fill(candidate.editor, wrong["code"])
    hand.press(candidate.editing.get_by_role("button", name="Run"))
    expect(candidate.verdict).to_be_visible()
    hand.open_tab(page.get_by_role("tab", name="Own input"))
    hand.fill(page.get_by_role("textbox", name="eps"), "0.25")
    with page.expect_response(re.compile("/runs")):
        hand.press(page.get_by_role("button", name="Run on this input"))
    expect(candidate.verdict).to_contain_text("entries differ")
    hand.press(candidate.editing.get_by_role("button", name="Submit"))
    expect(candidate.verdict).to_contain_text("divide by n")

    hand.fill(candidate.editor, problem["solution"])
    expect(candidate.verdict).to_contain_text("changed the code since")
    hand.press(candidate.editing.get_by_role("button", name="Submit"))
    expect(candidate.verdict).to_contain_text("Accepted")
    hand.open_tab(page.get_by_role("tab", name="Solution"))
    expect(page.get_by_role("heading", name="Ways to get it wrong")).to_be_visible()

    hand.open_tab(page.get_by_role("tab", name="Attempts"))
    attempts = page.get_by_role("list", name="Your attempts").get_by_role("listitem")
    expect(attempts).to_have_count(2)
    for attempt in attempts.all():
        hand.press(attempt.get_by_role("checkbox"))
    hand.press(page.get_by_role("button", name="Compare the two"))
    expect(page.get_by_role("region", name="What differs")).to_contain_text("added: ")
    hand.press(attempts.last.get_by_role("button", name="Put in the editor"))
    hand.press(page.get_by_role("dialog").get_by_role("button", name="Put it in"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    candidate.expect_code(wrong["code"])

    candidate.expect_no_sideways_scroll()
    hand.press(banner.get_by_role("button", name="Log out"))
    expect(banner.get_by_role("link", name="Log in")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/problems/gradient-checking"))
