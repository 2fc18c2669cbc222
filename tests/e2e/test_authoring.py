"""The road of an author: begin, be wrong at a line, mend it, prove it, publish it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.author import CHECK_MILLISECONDS, Author, source
from tests.e2e.candidate import Candidate, log_out
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


def begin(author: Author, name: str, text: str, tmp_path: Path) -> None:
    """Begin a problem from a file."""
    file = tmp_path / f"{name}.yaml"
    file.write_text(text)
    author.upload(file)
    author.page.wait_for_url(f"**/admin/problems/{name}")
    expect(author.editor).to_be_visible()


def test_a_problem_is_written_mended_published_and_solved(
    author: Author, candidate: Candidate, tmp_path: Path
) -> None:
    page = author.page
    begin(author, "twice", source("twice", 900, difficulty="brutal"), tmp_path)

    expect(author.issues).to_have_count(1)
    expect(author.issues).to_contain_text("Line 5")
    expect(page.locator(".cm-lintRange-error")).to_have_text("difficulty: brutal")
    author.issues.click()
    expect(page.get_by_text("Ln 5, Col 1")).to_be_visible()

    author.write(source("twice", 900))
    expect(author.issues).to_have_count(0)
    expect(author.panel.get_by_role("heading", level=1)).to_have_text("900 Twice as much")
    expect(author.panel.get_by_role("figure")).to_contain_text("6")  # from the solution

    page.keyboard.press("Control+S")
    expect(author.panel).to_contain_text("Ready to publish", timeout=CHECK_MILLISECONDS)
    steps = author.panel.get_by_role("list", name="Steps of the check").get_by_role("listitem")
    assert [re.split(r"\d", text)[0].strip() for text in steps.all_inner_texts()] == [
        "Tests",
        "Solution",
        "Starter",
        "Wrong solutions",
        "Mutants",
    ]
    expect(author.panel).to_contain_text("5 tests")

    author.publish()
    expect(page.get_by_text("Version 1 is live")).to_be_visible(timeout=CHECK_MILLISECONDS)
    expect(page.get_by_text("as published")).to_be_visible()
    log_out(page)
    expect(page.get_by_role("main")).to_contain_text("This page is for authors")

    candidate.register(then="/problems/twice")
    candidate.write("def twice(x):\n    return 3 * x\n")
    candidate.submit()
    expect(candidate.verdict).to_contain_text("three times as much")
    candidate.write("def twice(x):\n    return x + x\n")
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Accepted")
    log_out(page)

    author.log_in()
    row = page.get_by_role("row").filter(has_text="Twice as much")
    expect(row).to_contain_text("50 % of 2")
    author.open("twice", "statistics")
    expect(author.panel.get_by_role("row").filter(has_text="Wrong answer")).to_contain_text("1")
    expect(author.panel.get_by_role("row").filter(has_text="three times")).to_contain_text("1")


def test_a_problem_is_begun_from_a_template(author: Author) -> None:
    page = author.page
    page.locator("summary", has_text="New").click()
    page.get_by_role("button", name="Function").click()
    dialog = page.get_by_role("dialog", name="New Function")
    name = dialog.get_by_label("Id")
    name.fill("Not an id")
    dialog.get_by_role("button", name="Begin").click()
    expect(dialog).to_contain_text("Lower-case letters")
    name.fill("gradient-checking")
    name.press("Enter")
    expect(dialog).to_contain_text("is taken")
    name.fill("from-a-template")
    name.press("Enter")
    page.wait_for_url("**/admin/problems/from-a-template")
    expect(author.editor).to_contain_text("id: from-a-template")
    expect(author.panel.get_by_role("article")).to_be_visible()
    expect(author.issues).to_have_count(0)
    page.goto("/admin?state=draft")
    expect(page.get_by_role("row").filter(has_text="from-a-template")).to_contain_text(
        "not published"
    )


def test_a_question_is_begun_previewed_and_published(author: Author) -> None:
    page = author.page
    page.locator("summary", has_text="New").click()
    page.get_by_role("button", name="Question choices").click()
    page.get_by_role("dialog").get_by_label("Id").fill("my-first-question")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/problems/my-first-question")
    expect(author.panel.get_by_role("article")).to_contain_text("choose one")
    expect(page.get_by_role("tab")).to_have_text(["Preview", "Check", "Versions"])
    page.keyboard.press("Control+S")
    expect(author.panel).to_contain_text("Ready to publish", timeout=CHECK_MILLISECONDS)
    author.publish()
    expect(page.get_by_text("Version 1 is live")).to_be_visible(timeout=CHECK_MILLISECONDS)
    assert page.request.get("/api/v1/questions/my-first-question").ok
    assert author.violations() == []
    page.goto("/admin?kind=question")
    expect(page.get_by_role("row").nth(1)).to_contain_text("my-first-question")


def test_a_source_is_duplicated_under_another_id(author: Author) -> None:
    page = author.page
    page.get_by_role("button", name="Duplicate Gradient checking").click()
    page.get_by_role("dialog").get_by_role("button", name="Begin").click()
    page.wait_for_url("**/admin/problems/gradient-checking-2")
    expect(author.editor).to_contain_text("id: gradient-checking-2")
    expect(author.editor).not_to_contain_text("number: 177")
    expect(author.issues).to_have_count(0)


def test_attempts_are_judged_again_when_the_author_says_so(
    author: Author, candidate: Candidate
) -> None:
    page = author.page
    author.put("again", source("again", 908))
    log_out(page)
    candidate.register(then="/problems/again")
    candidate.write("def twice(x):\n    return 2 * x + 1e-3\n")
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Wrong answer")
    log_out(page)

    author.log_in()
    author.put("again", source("again", 908, hints="[]\ncompare: {atol: 0.01}"))
    author.open("again", "rejudge")
    author.panel.get_by_role("button", name="Show what would change").click()
    changes = author.panel.get_by_role("list", name="Changes by verdict")
    expect(changes).to_contain_text("1 wrong answer becomes accepted")
    expect(author.panel).to_contain_text("Nothing has changed so far")
    author.panel.get_by_role("button", name="Apply 1 change").click()
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(author.panel).to_contain_text("Applied: 1 of 1 attempt changed")
    assert author.violations() == []
    author.tab("Statistics")
    expect(author.panel).to_contain_text("100 %")


def test_what_the_gate_refuses_is_not_published(author: Author, tmp_path: Path) -> None:
    text = source("lazy", 901).replace("return 3 * x", "return 2 * x")
    begin(author, "lazy", text, tmp_path)
    author.watch.expect("/admin/problems/lazy")
    author.publish()
    # In full: the state beside the title is "not published" from the start.
    told = author.page.get_by_text("Not published.", exact=True)
    expect(told).to_be_visible(timeout=CHECK_MILLISECONDS)
    issue = author.panel.get_by_role("button", name="draws accepted")
    expect(issue).to_be_visible()
    issue.click()
    expect(author.editor).to_be_focused()
    assert author.page.request.get("/api/v1/problems/lazy").status == 404


def test_a_mutant_that_is_right_too_is_called_equivalent(author: Author, tmp_path: Path) -> None:
    page = author.page
    sign = "return x + x if x >= 0 else 2 * x"
    text = source("even", 909).replace("return 2 * x\nexamples", f"{sign}\nexamples")
    begin(author, "even", text, tmp_path)
    page.keyboard.press("Control+S")
    survivor = author.panel.get_by_role("row").filter(has_text="x > 0")
    survivor.get_by_role("button", name="call it equivalent").click(timeout=CHECK_MILLISECONDS)
    expect(author.editor).to_be_focused()
    page.keyboard.insert_text("Twice zero is zero either way.")
    page.keyboard.press("Control+S")
    expect(author.panel).to_contain_text("1 behave like the reference", timeout=CHECK_MILLISECONDS)


def test_a_check_can_be_stopped(author: Author, tmp_path: Path) -> None:
    endless = source("endless", 902).replace("x = float(rng.normal())", "while True: pass")
    begin(author, "endless", endless, tmp_path)
    author.page.get_by_role("button", name="Check", exact=False).first.click()
    author.panel.get_by_role("button", name="Stop").click()
    expect(author.panel).to_contain_text("The check was stopped")
    author.watch.expect("/admin/problems/check")  # refused until the first one has ended
    author.write(source("endless", 902))
    author.page.keyboard.press("Control+S")
    expect(author.panel).to_contain_text("Ready to publish", timeout=CHECK_MILLISECONDS)


def test_code_is_tried_against_the_draft(author: Author, tmp_path: Path) -> None:
    begin(author, "tried", source("tried", 903), tmp_path)
    author.tab("Try")
    judge = author.panel.get_by_role("button", name="Judge against the draft")
    judge.click()
    expect(author.panel.locator(".verdict")).to_contain_text("Accepted")
    author.panel.get_by_label("Fill in code").select_option(label="wrong: three times")
    author.panel.get_by_role("textbox", name="Python code to try").click()
    author.page.keyboard.press("Control+Enter")
    expect(author.panel.locator(".verdict")).to_contain_text("Wrong answer")
    hidden = author.panel.get_by_role("listitem").filter(has_text="a negative number (hidden)")
    hidden.locator("summary").first.click()
    expect(hidden.get_by_role("heading", name="Expected")).to_be_visible()


def test_versions_are_compared_and_restored(author: Author) -> None:
    page = author.page
    author.put("older", source("older", 904))
    author.put("older", source("older", 904, title="Doubled"))
    author.open("older", "versions")
    versions = author.panel.get_by_role("list", name="Versions").get_by_role("listitem")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("by admin")
    expect(author.panel).to_contain_text("The two are the same")

    author.panel.get_by_label("From", exact=True).select_option("1")
    author.panel.get_by_label("To", exact=True).select_option("2")
    expect(author.panel.locator(".cm-deletedChunk")).to_contain_text("Twice as much")
    expect(author.panel.locator(".cm-changedLine")).to_contain_text("Doubled")

    author.panel.get_by_text("Who has done what").click()
    acts = author.panel.locator(".acts").get_by_role("listitem")
    expect(acts).to_have_count(2)
    expect(acts.first).to_contain_text("admin published version 2")

    versions.last.get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Put it in").click()
    expect(author.editor).to_contain_text("title: Twice as much")
    expect(page.get_by_text("draft differs")).to_be_visible()
    page.get_by_role("button", name="Back to the text before").click()
    expect(author.editor).to_contain_text("title: Doubled")
    expect(page.get_by_text("as published")).to_be_visible()


def test_a_withdrawn_problem_is_gone_until_it_is_restored(author: Author) -> None:
    page = author.page
    author.put("gone", source("gone", 905))
    author.open("gone")
    author.more("Withdraw from the catalogue")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status").filter(has_text="Withdrawn.")).to_be_visible()
    assert page.request.get("/api/v1/problems/gone").status in (404, 410)
    page.goto("/admin?state=withdrawn")
    expect(page.get_by_role("row").filter(has_text="gone")).to_contain_text("withdrawn")
    author.open("gone")
    author.more("Restore to the catalogue")
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Back in the catalogue")).to_be_visible()
    assert page.request.get("/api/v1/problems/gone").ok


def test_nobody_overwrites_what_another_author_has_published(author: Author) -> None:
    page = author.page
    author.put("shared", source("shared", 906))
    author.open("shared")
    author.write(source("shared", 906, title="Mine"))
    author.put("shared", source("shared", 906, title="Theirs"))
    author.watch.expect("/admin/problems/shared")
    author.publish()
    dialog = page.get_by_role("dialog", name="Version 2 was published meanwhile")
    expect(dialog).to_be_visible(timeout=CHECK_MILLISECONDS)
    expect(dialog).to_contain_text("title: Theirs")
    expect(dialog).to_contain_text("title: Mine")
    dialog.get_by_role("button", name="Keep mine").click()
    expect(author.editor).to_contain_text("title: Mine")
    author.publish()
    expect(page.get_by_text("Version 3 is live")).to_be_visible(timeout=CHECK_MILLISECONDS)


def test_a_draft_outlives_a_reload_and_one_tab_writes_it(author: Author) -> None:
    page = author.page
    author.put("kept", source("kept", 907))
    author.open("kept")
    author.write(source("kept", 907, title="Half done"))
    expect(page.get_by_text("draft kept in this browser")).to_be_visible()
    page.reload()
    expect(author.editor).to_contain_text("title: Half done")

    other = Author(page.context.new_page(), author.watch)
    other.open("kept")
    expect(other.page.get_by_text("open in another tab")).to_be_visible()
    other.page.get_by_role("button", name="Write here instead").click()
    expect(other.page.get_by_text("open in another tab")).not_to_be_visible()
    expect(page.get_by_text("open in another tab")).to_be_visible()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_text("Another tab writes this draft")).to_be_visible()
    other.write(source("kept", 907, title="Further on"))
    expect(other.page.get_by_text("draft kept in this browser")).to_be_visible()
    page.get_by_role("button", name="Write here instead").click()
    expect(author.editor).to_contain_text("title: Further on")
