"""The pages themselves: what they show, how they look, where they lead."""

from __future__ import annotations

import json
import subprocess

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.candidate import PASSWORD, Candidate, log_out, read_problem
from tests.e2e.conftest import NABLA, ROOT
from tests.e2e.waiting import Held
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e


def test_the_catalogue_keeps_its_filter_in_the_address(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/problems")
    expect(page.get_by_text("6 problems")).to_be_visible()
    page.get_by_label("Search problems").fill("gradient")
    page.get_by_label("Topic").select_option("calculus")
    page.get_by_label("Difficulty").select_option("easy")
    rows = page.locator(".row")
    expect(page).to_have_url("/problems?q=gradient&topic=calculus&difficulty=easy")
    shown = rows.all_inner_texts()
    assert shown
    page.reload()
    expect(rows).to_have_count(len(shown))
    expect(page.get_by_label("Search problems")).to_have_value("gradient")
    page.get_by_label("Search problems").fill("no such problem")
    expect(page.get_by_text("No problem fits")).to_be_visible()
    page.get_by_role("button", name="Show all problems").click()
    expect(rows).to_have_count(6)


def test_labs_are_narrowed_like_problems(candidate: Candidate) -> None:
    page = candidate.page
    count = page.get_by_role("main").get_by_role("status")
    page.goto("/labs")
    page.get_by_label("Search labs").fill("no such lab")
    expect(count).to_have_text("No lab fits. Try fewer words or another filter.")
    page.get_by_role("button", name="Show all labs").click()
    expect(page.get_by_role("link", name="Calculus & Gradients")).to_be_visible()


def test_a_thousand_problems_are_narrowed_without_drawing_them_all(candidate: Candidate) -> None:
    levels = ("easy", "medium", "hard")
    items = [
        {
            "id": f"p-{n}",
            "number": n,
            "title": f"Gradient number {n}",
            "difficulty": levels[n % 3],
            "topics": [f"topic-{n % 20}"],
            "tags": [f"tag-{n % 150}"],
            "roles": ["ML Engineer"],
            "levels": ["senior"],
            "companies": [f"Company {n % 30}"],
            "status": None,
            "given_up": False,
            "acceptance": (n % 100) / 100,
        }
        for n in range(1000)
    ]
    page = candidate.page
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json={"items": items, "next": None})

    page.route("**/api/v1/problems?**", answer)
    page.goto("/problems")
    rows = page.locator(".row")
    expect(page.get_by_text("1000 problems")).to_be_visible()
    expect(rows).to_have_count(200)
    page.get_by_label("Search problems").press_sequentially("number 977")
    expect(page.get_by_text("1 of 1000 problems")).to_be_visible()
    page.get_by_label("Search problems").fill("")
    page.get_by_label("Company").select_option("Company 7")
    page.get_by_label("Sort").select_option("Most often accepted")
    expect(page).to_have_url("/problems?company=Company+7&sort=accepted")
    expect(rows.first).to_contain_text("Gradient number 97")
    page.reload()
    expect(rows.first).to_contain_text("Gradient number 97")
    page.goto("/problems")
    page.get_by_role("button", name="Show the other 800").click()
    expect(rows).to_have_count(1000)
    assert len(asked) == 3  # one call for each load of the page, none for a letter or a choice


def test_a_problem_shows_all_that_a_candidate_needs(candidate: Candidate) -> None:
    problem = read_problem()
    candidate.open_problem()
    page = candidate.page
    expect(page.get_by_role("heading", level=1)).to_have_text("177 Gradient checking")
    article = page.get_by_role("article")
    for parameter in problem["parameters"]:
        expect(article.get_by_role("row").filter(has_text=parameter["about"])).to_be_visible()
    for constraint in problem["constraints"]:
        expect(article.get_by_text(constraint)).to_be_visible()
    expect(article.get_by_role("figure")).to_have_count(len(problem["examples"]))
    expect(article.get_by_text("numpy.gradient")).to_be_visible()
    expect(article.locator(".katex").first).to_be_visible()
    expect(article.locator(".formula code")).to_have_count(0)  # raw TeX, while it waits


def test_hints_unfold_one_by_one(candidate: Candidate) -> None:
    candidate.open_problem()
    hints = candidate.page.locator("details.hint")
    expect(hints).to_have_count(1)
    for opened in range(len(read_problem()["hints"])):
        hints.nth(opened).locator("summary").click()
        expect(hints.nth(opened)).to_have_attribute("open", "")
    expect(hints).to_have_count(len(read_problem()["hints"]))


def test_the_theme_is_chosen_and_remembered(candidate: Candidate) -> None:
    page = candidate.page
    background = "getComputedStyle(document.documentElement).backgroundColor"
    page.goto("/")
    light = page.evaluate(background)
    page.get_by_role("button", name="Switch to the dark theme").click()
    dark = page.evaluate(background)
    assert dark != light
    candidate.open_problem()
    assert page.evaluate(background) == dark
    page.get_by_role("button", name="Switch to the light theme").click()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(background) == dark


def test_something_is_shown_in_the_chosen_theme_before_the_pages_have_loaded(
    candidate: Candidate,
) -> None:
    page = candidate.page
    page.goto("/")
    page.get_by_role("button", name="Switch to the dark theme").click()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.route("**/assets/base-*.js", lambda route: route.abort())
    candidate.watch.expect("/assets/base-")
    for address, section in (("/labs/calculus-and-gradients", "Labs"), ("/admin", None)):
        page.goto(address)
        expect(page.get_by_role("main")).to_have_text("Opening…")
        here = page.get_by_role("navigation", name="Main").locator("[aria-current]")
        expect(here).to_have_text([section] if section else [])
        expect(page.locator("html")).to_have_css("background-color", dark)


def test_a_narrow_screen_needs_no_sideways_scroll(candidate: Candidate) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/problems", "/questions", "/login", "/register", "/nowhere"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        candidate.expect_no_sideways_scroll()
    candidate.register(then="/problems/gradient-checking")
    candidate.expect_no_sideways_scroll()
    candidate.write(read_problem()["wrong"][0]["code"])
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Wrong answer")
    candidate.expect_no_sideways_scroll()


def test_a_printed_problem_is_its_statement_in_dark_on_light(candidate: Candidate) -> None:
    page = candidate.page
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/problems/gradient-checking")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_css("color", "rgb(28, 29, 33)")
    expect(page.get_by_role("heading", name="Constraints and rules")).to_be_visible()
    for left_out in (".coding", ".outcome"):
        expect(page.locator(left_out)).to_have_count(1)
        expect(page.locator(left_out)).to_be_hidden()
    expect(page.get_by_role("banner")).to_have_count(0)
    expect(page.get_by_role("link", name="All problems")).to_have_count(0)


def test_the_bar_between_the_panes_is_dragged(candidate: Candidate) -> None:
    candidate.open_problem()
    bar = candidate.page.get_by_role("separator", name="Width of the statement")
    place = bar.bounding_box()
    assert place is not None
    mouse = candidate.page.mouse
    mouse.move(place["x"] + place["width"] / 2, 400)
    mouse.down()
    mouse.move(1440 * 0.6, 420, steps=5)
    mouse.up()
    expect(bar).to_have_attribute("aria-valuenow", "60")


def test_the_bar_between_the_panes_moves_by_keys_and_stays(candidate: Candidate) -> None:
    candidate.open_problem()
    bar = candidate.page.get_by_role("separator", name="Width of the statement")
    before = candidate.page.get_by_role("article").bounding_box()
    bar.press("Home")
    expect(bar).to_have_attribute("aria-valuenow", "20")
    after = candidate.page.get_by_role("article").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] < before["width"]
    candidate.page.reload()
    expect(bar).to_have_attribute("aria-valuenow", "20")


def test_back_to_the_starter_asks_first(candidate: Candidate) -> None:
    candidate.open_problem()
    candidate.write("mine = 1\n")
    candidate.page.get_by_role("button", name="Back to starter").click()
    expect(candidate.page.get_by_role("dialog")).to_be_visible()
    candidate.page.keyboard.press("Escape")
    expect(candidate.page.get_by_role("dialog")).not_to_be_visible()
    candidate.expect_code("mine = 1\n")
    candidate.page.get_by_role("button", name="Back to starter").click()
    candidate.page.get_by_role("button", name="Start over").click()
    candidate.expect_code(read_problem()["starter"])


def test_log_in_and_out(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register()
    log_out(page)
    page.get_by_role("link", name="Log in").click()
    candidate.watch.expect("/auth/login")
    page.get_by_label("User name").fill(candidate.name)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("banner").get_by_text(candidate.name)).to_be_visible()


def test_who_types_a_password_is_not_moved_to_the_name(candidate: Candidate) -> None:
    """The form has the focus as it comes; what comes after it leaves the focus where it is."""
    page = candidate.page
    candidate.register()
    log_out(page)
    held = Held(page, "**/api/v1/session")
    page.goto("/login")
    expect(page.get_by_label("User name")).to_be_focused()
    held.wait()
    page.keyboard.type(candidate.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD[:8])
    held.let_go()
    candidate.expect_nobody()
    page.keyboard.type(PASSWORD[8:])
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_text(candidate.name)).to_be_visible()


def test_a_taken_name_is_told(candidate: Candidate) -> None:
    candidate.register()
    log_out(candidate.page)
    candidate.watch.expect("/auth/register")
    candidate.page.goto("/register")
    candidate.fill_in_account()
    candidate.page.get_by_role("button", name="Make the account").click()
    expect(candidate.page.get_by_role("alert")).to_contain_text("is taken")


def test_what_is_not_there_is_told(candidate: Candidate) -> None:
    candidate.watch.expect("/api/v1/problems/no-such-problem")
    for address, words in (("/nowhere", "no such page"), ("/problems/no-such-problem", "problem")):
        candidate.page.goto(address)
        expect(candidate.page.get_by_role("main")).to_contain_text(words)
        expect(candidate.page.get_by_role("link", name="See all problems")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "title", "way_out"),
    [
        (0, "No connection", "Try again"),
        (401, "Log in to see this", "Log in"),
        (403, "Not for your account", "See all problems"),
        (410, "Withdrawn", "See all problems"),
        (429, "Too many steps at once", "Try again"),
        (500, "Our fault, not yours", "Try again"),
    ],
)
def test_each_error_has_a_page_with_a_way_out(
    candidate: Candidate, status: int, title: str, way_out: str
) -> None:
    page = candidate.page
    candidate.watch.expect("/api/v1/problems/gradient-checking")
    address = "**/api/v1/problems/gradient-checking"
    page.route(
        address,
        lambda route: route.abort() if status == 0 else route.fulfill(status=status, json={}),
    )
    page.goto("/problems/gradient-checking")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text(title)
    expect(main.get_by_role("alert")).to_contain_text("The problem did not load.")
    leads = main.get_by_role("link", name=way_out).or_(main.get_by_role("button", name=way_out))
    expect(leads).to_be_visible()
    assert violations(page) == []
    if way_out == "Try again":
        page.unroute(address)
        leads.click()
        expect(candidate.editor).to_be_visible()


def test_help_and_keys_are_at_hand_and_a_lost_connection_is_told(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/labs")
    expect(page.get_by_role("heading", level=1)).to_have_text("Labs")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Editor and keys")).to_contain_text("Submit")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("heading", name="Verdicts")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Time limit exceeded")
    assert violations(page) == []
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline")).to_have_count(0)


def test_the_pages_know_the_api_as_it_is() -> None:
    dump = subprocess.run([NABLA, "openapi"], capture_output=True, check=True, timeout=60)
    kept = (ROOT / "frontend" / "openapi.json").read_text()
    assert json.loads(dump.stdout) == json.loads(kept), (
        "the API has changed: .venv/bin/nabla openapi > frontend/openapi.json, "
        "then npm --prefix frontend run types"
    )
