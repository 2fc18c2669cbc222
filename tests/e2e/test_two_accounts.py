"""Two people and one browser: what one of them writes does not come to the other, or get lost."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import PASSWORD, Candidate, log_out

pytestmark = pytest.mark.e2e

PROBLEM = "/problems/gradient-checking"
DRAFT = f"/api/v1{PROBLEM}/draft"
MINE = "mine = 'of the first one'\n"


def begin(candidate: Candidate) -> str:
    """Write something that the server has; returns the name."""
    candidate.register(then=PROBLEM)
    candidate.write(MINE)
    expect(candidate.page.locator(".actions__saved")).to_have_text("saved")
    return candidate.name


def become_another(candidate: Candidate) -> None:
    """From now on the candidate is somebody else."""
    candidate.name = f"bob-{uuid.uuid4().hex[:8]}"


def log_in(candidate: Candidate, name: str, then: str) -> None:
    """Log in by the page."""
    candidate.name = name
    candidate.page.goto(f"/login?next={then}")
    candidate.fill_in_account()
    candidate.page.get_by_role("button", name="Log in").last.click()
    candidate.page.wait_for_url(f"**{then}")


def expect_nothing_of_the_first(candidate: Candidate) -> None:
    """Neither on the page nor in what the server keeps for who is logged in now."""
    banner = candidate.page.get_by_role("banner")
    expect(banner.get_by_text(candidate.name)).to_be_visible()
    candidate.reach_editor()
    expect(candidate.editor).to_contain_text("def gradient_check")
    expect(candidate.editor).not_to_contain_text("of the first one")
    assert kept(candidate.page) is None


def kept(page: Page) -> str | None:
    """The code that the server keeps for who is logged in."""
    code: str | None = page.request.get(DRAFT).json()["code"]
    return code


def test_who_logs_out_leaves_no_code_for_who_comes_next(candidate: Candidate) -> None:
    page = candidate.page
    first = begin(candidate)
    log_out(page)
    candidate.reach_editor()
    expect(candidate.editor).to_contain_text("def gradient_check")
    expect(candidate.editor).not_to_contain_text("of the first one")

    become_another(candidate)
    candidate.register(then=PROBLEM)
    expect_nothing_of_the_first(candidate)
    candidate.write("other = 2\n")
    log_out(page)

    log_in(candidate, first, PROBLEM)
    candidate.expect_code(MINE)


def test_a_tab_gives_way_when_somebody_else_has_logged_in_in_another(candidate: Candidate) -> None:
    page = candidate.page
    first = begin(candidate)
    other = Candidate(page.context.new_page(), candidate.watch)
    become_another(other)
    other.page.goto("/")
    log_out(other.page)
    other.register(then="/")
    candidate.name = other.name
    expect_nothing_of_the_first(candidate)
    log_in(other, first, PROBLEM)
    other.expect_code(MINE)


def test_a_tab_that_has_not_heard_of_somebody_else_saves_nothing_for_them(
    candidate: Candidate,
) -> None:
    page = candidate.page
    first = begin(candidate)
    become_another(candidate)
    # Without a word to this page, as from a frozen tab's.
    page.context.clear_cookies()
    body = {"username": candidate.name, "password": PASSWORD}
    assert page.request.post("/api/v1/auth/register", data=body).ok
    candidate.watch.expect("/draft")
    candidate.write(MINE + "more = 1\n")
    expect_nothing_of_the_first(candidate)
    # What was not saved any more is there again.
    log_out(page)
    log_in(candidate, first, PROBLEM)
    candidate.expect_code(MINE + "more = 1\n")


def test_what_a_guest_or_nobody_has_written_goes_to_who_logs_in(candidate: Candidate) -> None:
    page = candidate.page
    candidate.open_problem()
    candidate.write(MINE)
    page.goto(f"/register?next={PROBLEM}")
    candidate.fill_in_account()
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url(f"**{PROBLEM}")
    candidate.expect_code(MINE)
    expect(page.locator(".actions__saved")).to_have_text("saved")
    assert kept(page) == MINE
