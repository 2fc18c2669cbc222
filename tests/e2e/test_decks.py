"""The road through a question deck: answer, be corrected, be right, see what became of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ROOT, serve
from tests.e2e.waiting import Held
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

DECK = "/questions/finite-difference-formulas"
CODE = "/questions/logistic-hypothesis"
FORWARD = "((x+h)^3 - x^3)/h"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with two decks, which have all kinds of parts between them."""
    folder = tmp_path_factory.mktemp("decks")
    (folder / "problems").mkdir()
    for name in ("finite-difference-formulas", "logistic-hypothesis"):
        shutil.copy(ROOT / "problems" / "autodiff" / f"{name}.yaml", folder / "problems")
    with serve(folder, ()) as address:
        yield address


def test_a_formula_is_shown_corrected_and_explained(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then="/questions")
    page.get_by_role("link", name="Finite difference formulas").click()
    formula = page.get_by_label("Your formula")
    formula.fill("3*y")
    expect(page.locator(".understood")).to_contain_text("neither a function nor a variable")
    formula.fill("3*x^2")
    expect(page.locator(".understood .katex")).to_be_visible()
    formula.press("Enter")
    feedback = page.locator(".feedback")
    expect(feedback).to_contain_text("Not right yet")
    expect(feedback).to_contain_text("That is the limit")
    expect(feedback).not_to_contain_text("Why")

    formula.fill(FORWARD)
    formula.press("Enter")
    expect(feedback).to_contain_text("Right.")
    expect(feedback).to_contain_text("shrinks in proportion")
    expect(page.get_by_role("link", name="Next part")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Part 2")).to_be_visible()

    page.reload()
    page.get_by_role("link", name="Part 1: right").click()
    expect(formula).to_have_value(FORWARD)
    expect(feedback).to_contain_text("shrinks in proportion")


@pytest.mark.parametrize("width", [1440, 390])
def test_all_parts_are_answered_by_keyboard_alone(candidate: Candidate, width: int) -> None:
    page = candidate.page
    page.set_viewport_size({"width": width, "height": 844})
    candidate.register(then=DECK)
    feedback = page.locator(".feedback")
    for number, label, answer in (
        (1, "Your formula", FORWARD),
        (2, "Your formula", "((x+h)^3 - (x-h)^3)/(2*h)"),
        (3, "Your number", "12"),  # The derivative itself: not what is asked.
    ):
        expect(page.get_by_role("heading", name=f"Part {number}")).to_be_visible()
        candidate.tab_to(page.get_by_label(label))
        page.keyboard.type(answer)
        page.keyboard.press("Enter")
        if number < 3:
            expect(feedback).to_contain_text("Right.")
            expect(page.get_by_role("link", name="Next part")).to_be_focused()
            page.keyboard.press("Enter")
    expect(feedback).to_contain_text("Not right yet")
    candidate.tab_to(page.get_by_role("link", name="Later"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Part 4")).to_be_visible()
    candidate.tab_to(page.get_by_role("radio").first)
    page.keyboard.press("Space")
    right = page.get_by_role("radio", name="two nearly equal numbers")
    for _ in range(3):
        if not right.is_checked():
            page.keyboard.press("ArrowDown")
    candidate.tab_to(page.get_by_role("button", name="Check"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Next part")).to_be_focused()
    page.keyboard.press("Enter")
    candidate.tab_to(page.get_by_label("Your number"))
    page.keyboard.type("2000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Next part")).to_be_focused()
    page.keyboard.press("Enter")
    candidate.tab_to(page.get_by_label("Your answer"))
    page.keyboard.type("Errors grow at every level.")
    candidate.tab_to(page.get_by_role("button", name="Compare with the model answer"))
    page.keyboard.press("Enter")
    candidate.tab_to(page.get_by_role("button", name="Yes, it did"))
    page.keyboard.press("Enter")
    candidate.tab_to(page.get_by_role("link", name="To the result"))
    page.keyboard.press("Enter")

    # The one that was wrong is tried again, alone.
    expect(page.get_by_role("heading", name="5 of 6 right")).to_be_visible()
    candidate.expect_no_sideways_scroll()
    candidate.tab_to(page.get_by_role("button", name="Try part 3 again"))
    page.keyboard.press("Enter")
    candidate.tab_to(page.get_by_label("Your number"))
    page.keyboard.type("12.01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="To the result")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="6 of 6 right")).to_be_visible()


def test_questions_are_narrowed_and_the_address_says_how(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/questions")
    count = page.get_by_role("main").get_by_role("status")
    expect(count).to_have_text("2 questions")
    page.get_by_label("Search questions").fill("difference")
    expect(count).to_have_text("1 of 2 questions")
    expect(page).to_have_url("/questions?q=difference")
    page.reload()
    expect(page.get_by_label("Search questions")).to_have_value("difference")
    page.get_by_label("Difficulty").select_option("hard")
    expect(count).to_have_text("No question fits. Try fewer words or another filter.")
    page.get_by_role("button", name="Show all questions").click()
    expect(count).to_have_text("2 questions")
    expect(page).to_have_url("/questions")


def test_a_part_is_shared_by_tabs_and_not_overwritten_from_another_machine(
    candidate: Candidate, elsewhere: Candidate
) -> None:
    page, late = candidate.page, elsewhere.page
    for person in (candidate, elsewhere):
        for part in ("/answers", "/drafts/"):
            person.watch.expect(part)
    candidate.register(then=DECK)
    expect(page.get_by_label("Your formula")).to_be_visible()
    elsewhere.log_in(candidate.name)
    with late.expect_response(lambda it: "/drafts/" in it.url):
        late.goto(f"{DECK}?part=1")

    with page.expect_response(lambda it: it.request.method == "PUT" and "/drafts/" in it.url):
        page.get_by_label("Your formula").fill("3*x")
    other = page.context.new_page()
    other.goto(f"{DECK}?part=1")
    expect(other.get_by_label("Your formula")).to_have_value("3*x")
    late.get_by_label("Your formula").fill("3*x^2")
    written = late.get_by_text("This was written differently elsewhere")
    expect(written).to_be_visible()

    page.get_by_role("button", name="Check").click()
    expect(page.locator(".feedback")).to_be_visible()
    expect(other.locator(".feedback")).to_be_visible()
    late.get_by_role("button", name="Check").click()
    expect(late.get_by_role("alert")).to_contain_text("You have answered this elsewhere")
    expect(late.get_by_role("alert")).to_contain_text("3*x")
    expect(written).to_be_hidden()  # One choice at a time.
    expect(late.get_by_label("Your formula")).to_have_value("3*x^2")
    late.get_by_role("button", name="Take that one").click()
    expect(late.get_by_label("Your formula")).to_have_value("3*x")
    late.get_by_text("One answer was put aside").click()
    assert violations(late) == []
    late.get_by_role("button", name="Bring it back").click()
    expect(late.get_by_label("Your formula")).to_have_value("3*x^2")


def test_a_right_number_is_told_to_the_digits_that_matter(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=f"{CODE}?part=4")
    page.get_by_label("Your number").fill("ln(4)")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("The answer is about 1.3863.")


def test_a_choice_shows_what_is_said_of_each_option(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=f"{DECK}?part=4")
    expect(page.locator("svg.figure__plot")).to_be_visible()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an option first")
    page.get_by_role("radio", name="The truncation error grows").check()
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".feedback")).to_contain_text("It is the other way round")
    expect(page.locator(".option--right")).to_have_count(0)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".option--right")).to_have_count(1)
    expect(page.locator(".option__said").first).to_be_visible()


def test_words_are_marked_by_oneself_and_counted(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=f"{DECK}?part=6")
    page.get_by_label("Your answer").fill("Errors grow at every level.")
    page.get_by_role("button", name="Compare with the model answer").click()
    expect(page.get_by_role("heading", name="The model answer")).to_be_visible()
    page.get_by_role("button", name="Yes, it did").click()
    expect(page.get_by_role("button", name="Yes, it did")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="To the result").click()
    expect(page.get_by_role("heading", name="1 of 6 right")).to_be_visible()
    expect(page.get_by_text("5 parts are still open")).to_be_visible()
    page.goto("/questions")
    expect(page.get_by_role("listitem").filter(has_text="Finite difference")).to_contain_text(
        "1/6 right"
    )


def test_blanks_are_filled_on_a_narrow_screen(candidate: Candidate) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.register(then=f"{CODE}?part=6")
    blanks = page.get_by_role("group", name="Code with blanks to fill").get_by_role("textbox")
    expect(blanks).to_have_count(2)
    for n in range(2):
        blanks.nth(n).fill("x + 'oops'")
    blanks.first.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("Not right yet")
    candidate.expect_no_sideways_scroll()


def test_a_blank_keeps_the_focus_when_the_colors_come(candidate: Candidate) -> None:
    page = candidate.page
    colors = Held(page, "**/assets/editing-*.js")
    page.goto(f"{CODE}?part=6")
    blank = page.get_by_role("textbox", name="Blank 1 of 2")
    blank.press_sequentially("1 / ")
    colors.wait()
    colors.let_go()
    expect(page.locator(".blanks [class*=tok]").first).to_be_visible()
    page.keyboard.type("2")
    expect(blank).to_have_value("1 / 2")


def test_a_review_asks_the_due_parts_alone_and_anew(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=f"{DECK}?part=3")
    number = page.get_by_label("Your number")
    number.fill("12.01")
    number.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("Right.")
    page.goto(f"{DECK}?again=3,5&part=3")
    expect(number).to_have_value("")
    expect(page.locator(".feedback")).to_have_count(0)
    number.fill("12.01")
    number.press("Enter")
    page.get_by_role("link", name="Next part").click()
    expect(page.get_by_role("heading", name="Part 5")).to_be_visible()


def test_a_printed_question_has_all_parts_and_what_was_answered(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register(then=f"{DECK}?part=3")
    page.get_by_label("Your number").fill("12.01")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator(".printed-parts > li")
    expect(printed).to_have_count(6)
    for n in range(6):
        expect(printed.nth(n)).to_be_visible()
    expect(printed.nth(2)).to_contain_text("Your answer: 12.01")
    expect(printed.first.locator(".katex").first).to_be_visible()
    for left_out in (page.get_by_label("Your number"), page.get_by_role("banner")):
        expect(left_out).to_be_hidden()
    expect(page.get_by_role("button", name="Check")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(printed).to_have_count(0)


def test_a_guest_is_told_to_log_in_and_keeps_the_answer(candidate: Candidate) -> None:
    page = candidate.page
    page.goto(f"{DECK}?part=3")
    candidate.expect_nobody()
    page.get_by_label("Your number").fill("12.01")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("link", name="Make an account").click()
    candidate.fill_in_account()
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_label("Your number")).to_have_value("12.01")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".feedback")).to_contain_text("Right.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    candidate: Candidate, theme: str
) -> None:
    page = candidate.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    candidate.register(then=f"{DECK}?part=3")
    page.get_by_label("Your number").fill("12")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".feedback")).to_be_visible()
    assert violations(page) == []
    for address in ("/questions", f"{DECK}?part=4", f"{DECK}?part=end", f"{CODE}?part=6"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert violations(page) == [], address
