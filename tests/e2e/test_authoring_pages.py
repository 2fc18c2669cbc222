"""The pages of authors themselves: who gets in, what the editor offers, how they can be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.author import CHECK_MILLISECONDS, Author
from tests.e2e.candidate import Candidate, expect_keys, expect_no_sideways_scroll, log_out
from tests.e2e.conftest import serve
from tests.e2e.watch import Watch

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of their own: what authors publish here must not turn up in other tests."""
    with serve(tmp_path_factory.mktemp("authoring"), ["backpropagation"]) as address:
        yield address


@pytest.fixture
def author(page: Page, watch: Watch) -> Author:
    """The admin, logged in, at the list of sources."""
    author = Author(page, watch)
    author.log_in()
    return author


def test_the_editor_completes_by_the_schema(author: Author) -> None:
    page = author.page
    author.open("gradient-checking")
    expect_keys(author.editor)
    author.editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("chec")
    option = page.get_by_role("option", name="checker")
    option.click()
    expect(author.editor).to_contain_text("checker: ")
    page.keyboard.press("Control+Z")
    page.get_by_text("difficulty").first.hover()
    expect(page.locator(".cm-about")).to_contain_text("easy | medium | hard")


def test_a_file_that_is_no_source_is_refused_in_words(author: Author, tmp_path: Path) -> None:
    file = tmp_path / "picture.yaml"
    file.write_bytes(b"\x89PNG\xff\xfe")
    author.upload(file)
    expect(author.page.get_by_role("alert")).to_contain_text("not text in UTF-8")
    file.write_text("just: text\n" + "id: Not An Id\n")
    author.upload(file)
    expect(author.page.get_by_role("alert")).to_contain_text("no usable")


def test_only_authors_get_in(candidate: Candidate) -> None:
    candidate.page.goto("/admin")
    expect(candidate.page.get_by_role("main")).to_contain_text("This page is for authors")
    candidate.register()
    expect(candidate.page.get_by_role("link", name="Authoring")).to_have_count(0)
    candidate.page.goto("/admin/problems/gradient-checking")
    expect(candidate.page.get_by_role("main")).to_contain_text("may not write problems")


def test_an_author_who_is_no_admin_writes_and_sees_no_record(
    author: Author, candidate: Candidate
) -> None:
    page = author.page
    log_out(page)
    candidate.register()
    log_out(page)
    author.log_in()
    users = page.request.get("/api/v1/admin/users?limit=100").json()["items"]
    user = next(user for user in users if user["username"] == candidate.name)
    changed = page.request.patch(f"/api/v1/admin/users/{user['id']}", data={"role": "author"})
    assert changed.ok, changed.text()
    log_out(page)

    page.goto("/login?next=/admin/problems/gradient-checking?tab=versions")
    candidate.fill_in_account()
    page.locator("form").get_by_role("button", name="Log in").click()
    expect(author.editor).to_be_visible()
    expect(page.get_by_role("link", name="Authoring")).to_be_visible()
    expect(author.panel).to_contain_text("The two are the same")
    expect(author.panel).not_to_contain_text("Who has done what")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_authors_can_be_used_by_everybody(author: Author, scheme: str) -> None:
    page = author.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    assert author.violations() == []
    author.open("gradient-checking")
    expect(author.panel.get_by_role("article")).to_be_visible()
    assert author.violations() == []
    for tab, sign in (
        ("Check", "The gate proves"),
        ("Try", "It counts for nobody"),
        ("Versions", "The two are the same"),
        ("Statistics", "Attempts at"),
        ("Rejudge", "what would change"),
    ):
        author.tab(tab)
        expect(author.panel).to_contain_text(sign)
        assert author.violations() == [], tab
    page.keyboard.press("Control+S")
    expect(author.panel).to_contain_text("Ready to publish", timeout=CHECK_MILLISECONDS)
    assert author.violations() == []
    page.get_by_role("heading", level=1).first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert author.violations() == []


def test_a_narrow_screen_needs_no_sideways_scroll(author: Author) -> None:
    page = author.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin")
    expect(page.get_by_role("link", name="Gradient checking")).to_be_visible()
    expect_no_sideways_scroll(page)
    for tab in ("preview", "check", "try", "versions", "statistics", "rejudge"):
        author.open("gradient-checking", tab)
        expect(author.panel).not_to_be_empty()
        expect_no_sideways_scroll(page)
