"""Telling the operator that something is wrong, and what the operator makes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ADMIN_PASSWORD
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

PROBLEM = "/problems/gradient-checking"
WORDS = "The second example has another sign than the statement."


def log_in_admin(candidate: Candidate, then: str) -> None:
    """Arrive somewhere as the admin."""
    page = candidate.page
    body = {"username": "admin", "password": ADMIN_PASSWORD}
    assert page.request.post("/api/v1/auth/login", data=body).ok
    page.goto(then)


def test_a_report_goes_from_a_task_to_the_desk_and_is_closed(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=PROBLEM)
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_role("main")).to_contain_text("It is about gradient-checking.")
    page.get_by_role("radio", name="A mistake").check()
    page.get_by_label("What did you see").fill(WORDS)
    page.reload()
    expect(page.get_by_label("What did you see")).to_have_value(WORDS)
    page.get_by_role("radio", name="A mistake").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name="Back to where you were").click()
    expect(page).to_have_url(PROBLEM)
    sender = candidate.name

    candidate.forget_log_in()
    log_in_admin(candidate, "/admin/queue")
    page.get_by_role("link", name="report").first.click()
    expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    page.get_by_label("Person").fill(sender)
    page.get_by_label("Person").press("Enter")
    report = page.get_by_role("article", name=f"Report by {sender}: a mistake")
    expect(report).to_contain_text(WORDS)
    expect(report.get_by_role("link", name="gradient-checking", exact=True)).to_be_visible()
    report.get_by_label("Note").fill("Corrected.")
    report.get_by_role("button", name="Close it").click()
    expect(report.get_by_role("status")).to_contain_text("Closed.")
    expect(report.get_by_role("button", name="Open it again")).to_be_visible()
    page.reload()
    expect(page.get_by_text("No report fits")).to_be_visible()
    page.get_by_label("State").select_option("closed")
    expect(report).to_contain_text("closed by admin")
    expect(report.get_by_label("Note")).to_have_value("Corrected.")


def test_who_is_nobody_is_asked_to_log_in_and_comes_back_to_it(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/no-such-page")
    page.get_by_role("link", name="Report it").click()
    page.get_by_role("main").get_by_role("link", name="Make an account").click()
    candidate.fill_in_account()
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("button", name="Send the report")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page).to_have_url("/no-such-page")


def test_a_report_is_sent_by_keyboard_alone_on_a_narrow_screen(candidate: Candidate) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.register(then="/help")
    link = page.get_by_role("link", name="Tell those who look after this site")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="An idea").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("More labs.")
    candidate.expect_no_sideways_scroll()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_for_those_who_do_not_see_or_point(
    candidate: Candidate, scheme: str
) -> None:
    page = candidate.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    candidate.register()
    page.goto("/feedback?about=gradient-checking&from=/problems")
    expect(page.get_by_role("button", name="Send the report")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("radio", name="Unclear").check()
    page.get_by_label("What did you see").fill("What is eps?")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    candidate.forget_log_in()
    log_in_admin(candidate, "/admin/feedback")
    expect(page.get_by_role("list", name="Reports")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.expect_no_sideways_scroll()
    assert violations(page) == []
