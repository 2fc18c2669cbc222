"""What authors and admins do, by the Tab key and the keys of what it leads to, wide and narrow."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.author import CHECK_MILLISECONDS, Author, source
from tests.e2e.candidate import expect_no_sideways_scroll
from tests.e2e.conftest import open_profile, serve
from tests.e2e.hands import Keys
from tests.e2e.watch import Watch

pytestmark = pytest.mark.e2e

WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of their own: what is published and made here must not turn up in other tests."""
    with serve(tmp_path_factory.mktemp("keyboard"), ()) as address:
        yield address


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser, service: str) -> Iterator[Page]:
    """A page in a fresh profile, of each width."""
    width, height = WIDTHS[request.param]
    size = {"width": width, "height": height}
    with open_profile(browser, service, viewport=size) as context:
        yield context.new_page()


@pytest.fixture
def author(page: Page, watch: Watch) -> Author:
    """The admin, logged in."""
    author = Author(page, watch)
    author.log_in()
    return author


def comes_back(page: Page, button: Locator) -> None:
    """Leave the dialog that a button has opened: the button has the focus again, and shows it."""
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    assert button.evaluate("element => element.matches(':focus-visible')")
    assert button.evaluate("element => getComputedStyle(element).outlineStyle") != "none"


def test_a_problem_is_written_proved_and_published(author: Author) -> None:
    page, hand = author.page, Keys(author.page)
    name = f"keys-{uuid.uuid4().hex[:8]}"
    dialog = page.get_by_role("dialog")
    new = page.locator("summary", has_text="New")
    kind = page.locator(".menu__items").get_by_role("button", name=re.compile("^Function"))
    hand.press(new)
    hand.press(kind)
    comes_back(page, new)
    page.keyboard.press("Enter")
    hand.press(kind)
    expect(dialog.get_by_label("Id")).to_be_focused()
    page.keyboard.insert_text(name)
    page.keyboard.press("Enter")

    hand.fill(author.editor, source(name, int(name[5:], 16) % 90_000 + 1000))
    check = page.get_by_role("button", name="Check", exact=False).first
    hand.press(check)
    expect(author.panel).to_contain_text("Ready to publish", timeout=CHECK_MILLISECONDS)
    hand.open_tab(page.get_by_role("tab", name="Preview"))
    expect(author.panel.get_by_role("heading", name="Twice as much")).to_be_visible()

    publish = (
        page.get_by_role("banner").or_(page.locator(".bar")).get_by_role("button", name="Publish")
    )
    hand.press(publish)
    comes_back(page, publish)
    page.keyboard.press("Enter")
    hand.press(dialog.get_by_role("button", name="Publish"))
    said = page.get_by_text("Version 1 is live")
    expect(said).to_be_visible(timeout=CHECK_MILLISECONDS)
    expect(publish).to_be_focused()
    hand.press(page.get_by_role("button", name="Dismiss"))
    expect(said).to_have_count(0)
    more = page.locator("summary", has_text="More")
    hand.press(more)
    hand.press(page.get_by_role("button", name="Withdraw from the catalogue"))
    comes_back(page, more)
    expect_no_sideways_scroll(page)
    hand.press(page.get_by_role("link", name="All sources"))
    expect(page.locator("main").get_by_text(name).first).to_be_visible()


def test_cells_people_and_the_record_are_looked_after(author: Author) -> None:
    page, hand = author.page, Keys(author.page)
    main, dialog = page.get_by_role("main"), page.get_by_role("dialog")
    desk = page.get_by_role("navigation", name="Admin")
    hand.press(desk.get_by_role("link", name="Queue and cells"))
    replace = page.get_by_role("button", name="Replace all cells")
    hand.press(replace)
    comes_back(page, replace)
    page.keyboard.press("Enter")
    hand.press(dialog.get_by_role("button", name="Replace them"))
    expect(main).to_contain_text("replaced after service", timeout=CHECK_MILLISECONDS)
    expect(replace).to_be_focused()

    hand.press(desk.get_by_role("link", name="People"))
    hand.press(page.get_by_role("button", name="Invite people"))
    hand.choose(page.get_by_label("They will be"), "author")
    hand.press(page.get_by_role("button", name="Make the invitation"))
    expect(page.locator("code.secret")).to_contain_text("/register#invitation=")
    expect_no_sideways_scroll(page)

    hand.press(desk.get_by_role("link", name="Record"))
    hand.fill(page.get_by_label("Who did it"), "admin")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who did it")).to_be_focused()
    expect(page).to_have_url(re.compile("admin$"))
    expect(main).to_contain_text("cells")
    expect_no_sideways_scroll(page)
