"""What a candidate has around the editor: solutions, drafts, earlier attempts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import Candidate, read_problem
from tests.e2e.waiting import Held

pytestmark = pytest.mark.e2e

PROBLEM = "/problems/gradient-checking"
ENDLESS = "def gradient_check(W, X, b, y, eps):\n    while True:\n        pass\n"


@pytest.fixture
def other(candidate: Candidate, elsewhere: Candidate) -> Candidate:
    """The same candidate at another machine, logged in and at the problem."""
    candidate.register(then=PROBLEM)
    page = elsewhere.page
    elsewhere.name = candidate.name
    page.goto(f"/login?next={PROBLEM}")
    elsewhere.fill_in_account()
    page.get_by_role("button", name="Log in").click()
    for machine in (candidate, elsewhere):
        expect(machine.editor).to_be_visible()
        saved(machine.page)  # The page has been told that the server keeps nothing.
    return elsewhere


def saved(page: Page) -> None:
    """Wait until the server has the code."""
    expect(page.locator(".actions__saved")).to_have_text("saved")


def test_the_solution_is_locked_until_one_gives_up(candidate: Candidate) -> None:
    candidate.register(then=PROBLEM)
    page = candidate.page
    page.get_by_role("tab", name="Solution (locked)").click()
    expect(page).to_have_url(f"{PROBLEM}?view=solution")
    expect(page.get_by_role("heading", name="The solution is locked")).to_be_visible()
    page.get_by_role("button", name="Give up and see it").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="The solution is locked")).to_be_visible()
    page.get_by_role("button", name="Give up and see it").click()
    page.get_by_role("dialog").get_by_role("button", name="Give up").click()
    expect(page.get_by_role("heading", name="Ways to get it wrong")).to_be_visible()
    for wrong in read_problem()["wrong"]:
        expect(page.get_by_text(wrong["name"], exact=True)).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Ways to get it wrong")).to_be_visible()
    candidate.write(read_problem()["solution"])
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Accepted")
    page.get_by_role("tab", name="Problem").click()
    expect(page.get_by_role("article")).to_contain_text("solved with the solution seen")


def test_an_accept_opens_the_solution(candidate: Candidate) -> None:
    candidate.register(then=PROBLEM)
    candidate.write(read_problem()["solution"])
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Accepted")
    candidate.page.get_by_role("tab", name="Solution", exact=True).click()
    expect(candidate.page.get_by_role("heading", name="Ways to get it wrong")).to_be_visible()
    candidate.page.get_by_role("tab", name="Problem").click()
    expect(candidate.page.get_by_role("article")).not_to_contain_text("solution seen")


def test_code_is_there_on_the_other_machine(candidate: Candidate, other: Candidate) -> None:
    candidate.write("first = 1\n")
    saved(candidate.page)
    other.page.reload()
    expect(other.editor).to_contain_text("first = 1")


def test_code_from_two_machines_is_shown_and_none_is_lost(
    candidate: Candidate, other: Candidate
) -> None:
    other.watch.expect("/draft")
    candidate.write("here = 1\n")
    saved(candidate.page)
    other.write("there = 2\n")
    dialog = other.page.get_by_role("dialog", name="Your code was changed elsewhere")
    expect(dialog).to_contain_text("here = 1")
    expect(dialog).to_contain_text("there = 2")
    dialog.get_by_role("button", name="Later").click()
    other.expect_code("there = 2\n")
    other.page.get_by_role("button", name="Changed elsewhere: choose").click()
    dialog.get_by_role("button", name="Keep what is here").click()
    saved(other.page)
    candidate.page.reload()
    expect(candidate.editor).to_contain_text("there = 2")
    other.page.get_by_role("button", name="Back to my draft").click()
    expect(other.editor).to_contain_text("here = 1")


def test_what_is_written_before_it_is_known_by_whom_is_saved(candidate: Candidate) -> None:
    """Not taken for a change that was made elsewhere."""
    page = candidate.page
    candidate.register(then=PROBLEM)
    candidate.write("before = 1\n")
    saved(page)
    held = Held(page, "**/api/v1/session")
    page.reload()
    candidate.write("after = 2\n")
    held.wait()
    held.let_go()
    saved(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    draft = page.request.get("/api/v1/problems/gradient-checking/draft").json()
    assert draft["code"] == "after = 2\n"


def test_ones_own_save_is_known_again_whose_answer_did_not_come(candidate: Candidate) -> None:
    """The page is loaded anew while it waits for it, with more written since."""
    page = candidate.page
    candidate.register(then=PROBLEM)
    candidate.write("first = 1\n")
    saved(page)
    unheard = Held(page, "**/draft", "PUT", answered=True)
    candidate.write("first = 1\nsecond = 2\n")
    unheard.wait()
    candidate.write("first = 1\nsecond = 2\nthird = 3\n")
    unheard.drop()
    page.reload()
    saved(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    draft = page.request.get("/api/v1/problems/gradient-checking/draft").json()
    assert draft["code"] == "first = 1\nsecond = 2\nthird = 3\n"


def test_own_inputs_are_saved_that_are_typed_before_the_server_has_told_its(
    candidate: Candidate,
) -> None:
    page = candidate.page
    candidate.register()
    held = Held(page, "**/draft")
    page.goto(PROBLEM)
    page.get_by_role("tab", name="Own input").click()
    page.get_by_role("textbox", name="eps").fill("0.125")
    held.wait()
    held.let_go()
    saved(page)
    draft = page.request.get("/api/v1/problems/gradient-checking/draft").json()
    assert "0.125" in str(draft["inputs"])


def test_a_note_that_is_written_while_it_is_saved_is_no_change_from_elsewhere(
    candidate: Candidate,
) -> None:
    page = candidate.page
    page.clock.install()
    candidate.register()
    page.goto(f"{PROBLEM}?view=notes")
    state = page.locator(".notes__state")
    expect(state).to_have_text("nothing noted yet")
    held = Held(page, "**/notes/**", "PUT")
    note = page.get_by_label("Only you see this")
    for text in ("First.", "First, and more."):
        note.fill(text)
        page.clock.run_for(5000)
        held.wait()
    assert len(held.routes) == 1
    held.let_go()
    expect(state).to_have_text("saved")
    page.reload()
    expect(note).to_have_value("First, and more.")
    expect(state).to_have_text("saved")


def test_tabs_of_one_browser_share_a_draft_and_lose_nothing(candidate: Candidate) -> None:
    """Logged out, so that only the browser has it."""
    candidate.page.add_init_script(
        "addEventListener('storage', (event) => window.deaf && event.stopImmediatePropagation())"
    )
    candidate.open_problem()
    page = candidate.page.context.new_page()
    second = Candidate(page, candidate.watch)
    second.open_problem()
    candidate.write("here = 1\n")
    expect(second.editor).to_contain_text("here = 1")
    second.write("there = 2\n")
    expect(candidate.editor).to_contain_text("there = 2")
    # A tab that was not told writes over what it has never seen.
    candidate.page.evaluate("window.deaf = true")
    page.evaluate("localStorage.setItem('nabla.draft.gradient-checking', 'unseen = 3')")
    candidate.page.wait_for_function(
        "localStorage.getItem('nabla.draft.gradient-checking') === 'unseen = 3'"
    )
    candidate.write("here = 4\n")
    candidate.page.get_by_role("button", name="Back to my draft").click()
    expect(candidate.editor).to_contain_text("unseen = 3")
    candidate.page.get_by_role("button", name="Back to my draft").click()
    expect(candidate.editor).to_contain_text("here = 4")
    page.close()


def test_drafts_put_aside_are_told_apart(candidate: Candidate) -> None:
    candidate.open_problem()
    page = candidate.page
    for code in ("first = 1\n", "second = 2\n"):
        candidate.write(code)
        page.get_by_role("button", name="Back to starter").click()
        page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Back to my drafts (2)").click()
    dialog = page.get_by_role("dialog", name="Drafts put aside")
    dialog.get_by_text("Put aside just now").last.click()
    expect(dialog).to_contain_text("removed: first = 1")
    dialog.get_by_role("button", name="Take it back").last.click()
    expect(candidate.editor).to_contain_text("first = 1")
    expect(page.get_by_role("button", name="Back to my draft", exact=True)).to_be_visible()


def test_own_inputs_and_notes_are_there_on_the_other_machine(
    candidate: Candidate, other: Candidate
) -> None:
    page = candidate.page
    page.get_by_role("tab", name="Own input").click()
    page.get_by_role("textbox", name="eps").fill("0.125")
    page.get_by_role("tab", name="Attempts").click()
    page.get_by_role("tab", name="Own input").click()
    expect(page.get_by_role("textbox", name="eps")).to_have_value("0.125")
    saved(page)
    page.get_by_role("tab", name="Notes").click()
    page.get_by_label("Only you see this").fill("Divide by $n$.")
    expect(page.locator(".notes__state")).to_have_text("saved")
    expect(page.get_by_role("region", name="As it reads").locator(".katex")).to_be_visible()

    other.page.goto(f"{PROBLEM}?view=notes")
    expect(other.page.get_by_label("Only you see this")).to_have_value("Divide by $n$.")
    other.page.get_by_role("tab", name="Own input").click()
    expect(other.page.get_by_role("textbox", name="eps")).to_have_value("0.125")


def test_code_written_offline_is_sent_later(candidate: Candidate) -> None:
    candidate.register(then=PROBLEM)
    candidate.write("before = 1\n")
    saved(candidate.page)
    candidate.page.context.set_offline(True)
    candidate.write("offline = 2\n")
    expect(candidate.page.get_by_text("server not reached")).to_be_visible()
    candidate.page.context.set_offline(False)
    saved(candidate.page)


def test_two_attempts_are_compared_and_one_has_an_address(candidate: Candidate) -> None:
    candidate.register(then=PROBLEM)
    page = candidate.page
    for code in ("first = 1 +\n", "second = 2 +\n"):
        candidate.write(code)
        candidate.submit()
        expect(candidate.verdict).to_contain_text("Syntax error")
    page.get_by_role("tab", name="Attempts").click()
    attempts = page.get_by_role("list", name="Your attempts").get_by_role("listitem")
    expect(attempts).to_have_count(2)
    for box in attempts.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Compare the two").click()
    differs = page.get_by_role("region", name="What differs")
    expect(differs).to_contain_text("removed: first = 1 +")
    expect(differs).to_contain_text("added: second = 2 +")

    attempts.last.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/problems/gradient-checking\?attempt=."))
    page.reload()
    expect(candidate.verdict).to_contain_text("Syntax error")
    expect(candidate.results.locator("pre.code")).to_contain_text("first = 1 +")
    page.get_by_role("link", name="All attempts").click()
    expect(attempts).to_have_count(2)


def test_what_runs_can_be_cancelled(candidate: Candidate) -> None:
    candidate.register(then=PROBLEM)
    candidate.write(ENDLESS)
    candidate.submit()
    candidate.results.get_by_role("button", name="Cancel").click()
    expect(candidate.verdict).to_contain_text("Cancelled")
    expect(candidate.verdict).to_contain_text("does not count")
