"""The road of a candidate: find a problem, be wrong, understand why, be right."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.candidate import Candidate, expect_keys, read_problem

pytestmark = pytest.mark.e2e

ENDLESS = "def gradient_check(W, X, b, y, eps):\n    while True:\n        pass\n"
BROKEN = "import numpy as np\n\n\ndef gradient_check(W, X, b, y, eps):\n    return W +* 2\n"


def test_a_wrong_answer_is_explained_and_the_right_one_accepted(candidate: Candidate) -> None:
    problem = read_problem()
    wrong = next(case for case in problem["wrong"] if case["name"] == "forgets the mean")
    candidate.register(then="/problems/gradient-checking")

    candidate.write(wrong["code"])
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Wrong answer")
    expect(candidate.verdict).to_contain_text("divide by n")
    failed = candidate.tests.filter(has=candidate.page.get_by_role("heading", name="Yours")).first
    expect(failed.get_by_role("heading", name="Expected")).to_be_visible()
    expect(failed.locator("td.differs").first).to_be_visible()

    candidate.write(problem["solution"])
    expect(candidate.verdict).to_contain_text("changed the code since")
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Accepted")
    count = re.search(r"(\d+) of (\d+) tests", candidate.verdict.inner_text())
    assert count is not None
    assert count[1] == count[2]
    expect(candidate.tests).to_have_count(int(count[2]))
    expect(candidate.results.get_by_role("status")).to_contain_text("Accepted.")

    expect(candidate.page.get_by_role("article")).to_contain_text("solved")
    candidate.page.goto("/problems")
    row = candidate.page.get_by_role("listitem").filter(has_text="Gradient checking")
    expect(row).to_contain_text("solved")


def test_results_come_by_events_and_not_by_asking(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/v1/submissions/" in request.url and not request.url.endswith("/standing"):
            asked.append(request.url.rpartition("/")[2])

    candidate.page.on("request", note)
    candidate.write(ENDLESS)
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Time limit")
    assert asked == ["events"]


def test_without_events_the_verdict_still_comes(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.watch.expect("/events")
    candidate.page.route("**/events", lambda route: route.abort())
    candidate.write(ENDLESS)
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Time limit")


def test_a_run_that_passes_is_not_called_accepted(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write(read_problem()["solution"])
    candidate.run()
    expect(candidate.verdict).to_contain_text("Visible tests passed")
    expect(candidate.verdict).to_contain_text("hidden tests")
    expect(candidate.verdict).not_to_contain_text("Accepted")
    candidate.page.get_by_role("tab", name="Attempts").click()
    expect(candidate.page.get_by_text("No attempts yet")).to_be_visible()


def test_own_inputs_are_run_beside_the_reference(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write(read_problem()["solution"])
    candidate.page.get_by_role("tab", name="Own input").click()
    step = candidate.page.get_by_role("textbox", name="eps")
    step.fill("[0.5")
    candidate.page.get_by_role("button", name="Run on this input").click()
    expect(candidate.page.get_by_text("“[0.5” is no number.")).to_be_visible()
    expect(step).to_be_focused()

    step.fill("0.25")
    candidate.page.get_by_role("button", name="Run on this input").click()
    expect(candidate.verdict).to_contain_text("Same as the reference")
    expect(candidate.page.get_by_role("heading", name="Expected")).to_be_visible()
    expect(candidate.page.get_by_role("heading", name="Yours")).to_be_visible()


def test_a_syntax_error_leads_to_its_line(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write(BROKEN)
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Syntax error")
    candidate.page.get_by_role("button", name="Go to line 5").click()
    expect(candidate.editor).to_be_focused()
    expect(candidate.page.locator(".cm-errorLine")).to_have_text("    return W +* 2")
    expect(candidate.page.get_by_text("Ln 5, Col 5")).to_be_visible()


def test_an_endless_loop_ends_in_words(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write(ENDLESS)
    candidate.run()
    expect(candidate.verdict).to_contain_text("Time limit exceeded")


def test_an_attempt_is_listed_after_a_reload_and_can_be_put_back(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write(BROKEN)
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Syntax error")
    candidate.write("later = 1\n")

    candidate.page.reload()
    expect(candidate.editor).to_contain_text("later = 1")
    candidate.page.get_by_role("tab", name="Attempts").click()
    attempts = candidate.page.get_by_role("list", name="Your attempts")
    expect(attempts).to_contain_text("Syntax error")
    attempts.get_by_role("button", name="Put in the editor").click()
    candidate.page.get_by_role("button", name="Put it in").click()
    candidate.expect_code(BROKEN)
    candidate.page.get_by_role("button", name="Back to my draft").click()
    candidate.expect_code("later = 1\n")


def test_submitting_logged_out_asks_for_a_log_in_and_loses_nothing(candidate: Candidate) -> None:
    candidate.open_problem()
    candidate.write("kept = 'what I wrote'\n")
    candidate.submit()
    results = candidate.results
    expect(results).to_contain_text("Log in to submit your code")
    results.get_by_role("link", name="Make an account").click()
    candidate.fill_in_account()
    candidate.page.get_by_role("button", name="Make the account").click()
    candidate.page.wait_for_url("**/problems/gradient-checking")
    expect(candidate.editor).to_contain_text("kept = 'what I wrote'")
    expect(candidate.page.get_by_role("banner").get_by_text(candidate.name)).to_be_visible()


def test_a_session_that_has_ended_asks_for_a_log_in_and_loses_nothing(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write("kept = True\n")
    candidate.watch.expect("/submissions")
    candidate.watch.expect("/draft")
    candidate.forget_log_in()
    candidate.submit()
    expect(candidate.results).to_contain_text("Log in to submit your code")
    expect(candidate.page.get_by_role("button", name="Log out")).to_have_count(0)
    candidate.expect_code("kept = True\n")


def test_everything_goes_by_keyboard_alone(candidate: Candidate) -> None:
    candidate.register(then="/problems")
    keyboard = candidate.page.keyboard
    expect(candidate.page.get_by_text("6 problems")).to_be_visible()
    keyboard.press("/")
    keyboard.type("gradient 177")
    link = candidate.page.get_by_role("link", name="Gradient checking")
    expect(candidate.page.get_by_text("1 of 6 problems")).to_be_visible()
    candidate.tab_to(link)
    keyboard.press("Enter")

    expect(candidate.editor).to_be_visible()
    candidate.tab_to(candidate.editor)
    expect_keys(candidate.editor)
    keyboard.press("Control+A")
    keyboard.insert_text(read_problem()["solution"])
    keyboard.press("Control+Shift+Enter")
    expect(candidate.verdict).to_contain_text("Accepted")

    expect(candidate.editor).to_be_focused()
    keyboard.press("Escape")
    keyboard.press("Tab")
    expect(candidate.editor).not_to_be_focused()


def test_a_lost_connection_is_told_in_words_and_keeps_the_code(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write("x = 1\n")
    candidate.page.context.set_offline(True)
    candidate.submit()
    expect(candidate.page.get_by_role("alert")).to_contain_text("could not be reached")
    candidate.page.context.set_offline(False)
    candidate.expect_code("x = 1\n")


def test_code_that_is_too_long_is_refused_in_words(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.watch.expect("/submissions")
    candidate.write("# " + "x" * 300_000 + "\nx = 1\n")
    candidate.submit()
    expect(candidate.page.get_by_role("alert")).to_contain_text("too long")
