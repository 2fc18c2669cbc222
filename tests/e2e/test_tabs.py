"""Labs in two tabs, and on two machines: nothing is lost, and conflicts are shown."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.candidate import Candidate, expect_no_sideways_scroll, type_over
from tests.e2e.waiting import eventually
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

PROBLEM = "/problems/mse-gradient"
LAB = "/labs/calculus-and-gradients"
DRAFTS = "/api/v1/drafts/"


def cell(page: Page) -> Locator:
    """The setup cell."""
    return page.get_by_role("group", name="Cell 1: code")


def editor(page: Page) -> Locator:
    """Where its code is written."""
    return cell(page).get_by_role("textbox", name="Code of cell 1")


def edit(page: Page, code: str) -> None:
    """Put code in the place of that of the setup cell."""
    if not editor(page).is_visible():
        cell(page).get_by_role("button", name="Edit").click()
    type_over(editor(page), code)


def open_read(page: Page, address: str) -> None:
    """Go to a problem or a lab, and wait until the page has been told what the server keeps."""
    with page.expect_response(re.compile(r"/drafts?(/|$)")):
        page.goto(address)


def wait_saved(page: Page, path: str, place: str, text: str) -> None:
    """Return once the server has it."""

    def kept() -> bool:
        found = page.request.get(DRAFTS + path.rpartition("/")[2]).json()["items"]
        return any(it["place"] == place and text in (it["text"] or "") for it in found)

    eventually(page, kept, True)


def refuse_stale(*people: Candidate) -> None:
    """It is part of the test that the server refuses what was not made from the newest."""
    for person in people:
        for address in (DRAFTS, "/draft", "/prompts/"):
            person.watch.expect(address)


def test_two_tabs_share_the_cells_of_a_lab(candidate: Candidate) -> None:
    page = candidate.page
    refuse_stale(candidate)
    candidate.register(then=LAB)
    other = page.context.new_page()
    other.goto(LAB)
    edit(other, "other = 1")
    cell(page).get_by_role("button", name="Edit").click()
    expect(editor(page)).to_contain_text("other = 1")
    edit(page, "mine = 2")
    expect(editor(other)).to_contain_text("mine = 2")
    wait_saved(page, LAB, "cell-1", "mine = 2")
    page.reload()
    expect(cell(page)).to_contain_text("mine = 2")
    cell(page).get_by_role("button", name="As it was").click()
    cell(page).get_by_role("button", name="What was here before").click()
    dialog = page.get_by_role("dialog", name="Drafts put aside")
    dialog.get_by_role("button", name="Take it back").first.click()
    expect(cell(page)).to_contain_text("mine = 2")


@pytest.mark.parametrize("whose", ["theirs", "mine"])
def test_a_cell_that_was_changed_on_another_machine_is_shown_and_chosen(
    candidate: Candidate, elsewhere: Candidate, whose: str
) -> None:
    page = candidate.page
    refuse_stale(candidate, elsewhere)
    candidate.register()
    open_read(page, LAB)
    expect(cell(page)).to_be_visible()
    elsewhere.log_in(candidate.name)
    machine = elsewhere.page
    machine.goto(LAB)
    edit(machine, "elsewhere = 1")
    wait_saved(machine, LAB, "cell-1", "elsewhere = 1")
    edit(page, "mine = 2")
    cell(page).get_by_role("button", name="Changed elsewhere: choose").click()
    dialog = page.get_by_role("dialog", name="Your code was changed elsewhere")
    expect(dialog).to_contain_text("elsewhere = 1")
    dialog.locator(f"button[value={whose}]").click()
    chosen, left = ("elsewhere = 1", "mine = 2")[:: 1 if whose == "theirs" else -1]
    expect(editor(page)).to_contain_text(chosen)
    wait_saved(page, LAB, "cell-1", chosen)
    cell(page).get_by_role("button", name="What was here before").click()
    expect(page.get_by_role("dialog", name="Drafts put aside")).to_contain_text(left)


def test_answers_in_words_follow_to_the_other_tab_and_are_not_overwritten(
    candidate: Candidate, elsewhere: Candidate
) -> None:
    page = candidate.page
    refuse_stale(candidate, elsewhere)
    candidate.register(then=LAB)
    answer = page.get_by_label("Your answer to prompt 1")
    answer.fill("Because of the mean.")
    other = page.context.new_page()
    other.goto(LAB)
    same = other.get_by_label("Your answer to prompt 1")
    expect(same).to_have_value("Because of the mean.")

    elsewhere.log_in(candidate.name)
    machine = elsewhere.page
    machine.goto(LAB)
    expect(machine.get_by_label("Your answer to prompt 1")).to_be_visible()
    compare = re.compile("Compare with the model answer|Keep this answer")
    prompt = page.locator("#prompt-1")
    prompt.get_by_role("button", name=compare).click()
    expect(prompt.get_by_text("The model answer")).to_be_visible()
    expect(other.locator("#prompt-1").get_by_text("The model answer")).to_be_visible()

    late = machine.locator("#prompt-1")
    late.get_by_label("Your answer to prompt 1").fill("By the chain rule.")
    late.get_by_role("button", name=compare).click()
    expect(late.get_by_role("alert")).to_contain_text("Because of the mean.")
    expect(late.get_by_label("Your answer to prompt 1")).to_have_value("By the chain rule.")
    assert violations(machine) == []
    late.get_by_role("button", name="Send what is here instead").click()
    expect(late.get_by_role("alert")).to_have_count(0)
    page.reload()
    expect(answer).to_have_value("By the chain rule.")


def test_every_answer_that_was_put_aside_is_brought_back(
    candidate: Candidate, elsewhere: Candidate
) -> None:
    page = candidate.page
    refuse_stale(candidate, elsewhere)
    candidate.register(then=LAB)
    elsewhere.log_in(candidate.name)
    machine = elsewhere.page
    open_read(machine, LAB)
    answer = "Your answer to prompt 1"
    expect(machine.get_by_label(answer)).to_be_visible()
    page.get_by_label(answer).fill("First.")
    wait_saved(page, LAB, "prompt-1", "First.")
    # The other machine has not seen it: it is asked, twice, and keeps what it has.
    machine.get_by_label(answer).fill("Second.")
    late = machine.locator("#prompt-1")
    late.get_by_role("button", name="Keep what is here").click()
    wait_saved(machine, LAB, "prompt-1", "Second.")
    page.get_by_label(answer).fill("Third.")
    mine = page.locator("#prompt-1")
    mine.get_by_role("button", name="Take that one").click()
    expect(page.get_by_label(answer)).to_have_value("Second.")
    page.get_by_label(answer).fill("Fourth.")
    wait_saved(page, LAB, "prompt-1", "Fourth.")
    late.get_by_label(answer).fill("Fifth.")
    late.get_by_role("button", name="Take that one").click()
    expect(late.get_by_label(answer)).to_have_value("Fourth.")
    late.get_by_text("2 answers were put aside").press("Enter")
    assert violations(machine) == []
    machine.set_viewport_size({"width": 390, "height": 844})
    expect_no_sideways_scroll(machine)
    late.get_by_role("listitem").filter(has_text="First.").get_by_role(
        "button", name="Bring it back"
    ).press("Enter")
    expect(late.get_by_label(answer)).to_have_value("First.")
    expect(late.get_by_role("listitem").filter(has_text="Fourth.")).to_be_visible()
    late.get_by_role("listitem").filter(has_text="Fifth.").get_by_role(
        "button", name="Forget it"
    ).press("Enter")
    expect(late.get_by_role("listitem")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_changed_elsewhere_is_chosen_by_everybody(
    candidate: Candidate, elsewhere: Candidate, scheme: str
) -> None:
    page = candidate.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    refuse_stale(candidate, elsewhere)
    candidate.register()
    open_read(page, PROBLEM)
    expect(candidate.editor).to_be_visible()
    elsewhere.log_in(candidate.name)
    machine = elsewhere.page
    machine.goto(PROBLEM)
    expect(elsewhere.editor).to_be_visible()
    elsewhere.write("elsewhere = 1\n")
    expect(machine.locator(".actions__saved")).to_have_text("saved")
    candidate.write("here = 2\n")
    dialog = page.get_by_role("dialog", name="Your code was changed elsewhere")
    look(page, dialog, f"conflict-{scheme}")
    candidate.tab_to(dialog.get_by_role("button", name="Take what was saved elsewhere"))
    page.keyboard.press("Enter")
    expect(candidate.editor).to_contain_text("elsewhere = 1")

    open_read(page, LAB)
    machine.goto(LAB)
    expect(page.get_by_label("Your answer to prompt 1")).to_be_visible()
    machine.get_by_label("Your answer to prompt 1").fill("By the chain rule.")
    wait_saved(machine, LAB, "prompt-1", "By the chain rule.")
    page.get_by_label("Your answer to prompt 1").fill("Because of the mean.")
    prompt = page.locator("#prompt-1")
    expect(prompt.get_by_text("This was written differently elsewhere")).to_be_visible()
    look(page, prompt, f"conflict-prompt-{scheme}")
    candidate.tab_to(prompt.get_by_role("button", name="Keep what is here"))
    page.keyboard.press("Enter")
    candidate.tab_to(prompt.get_by_text("One answer was put aside"))
    page.keyboard.press("Enter")
    look(page, prompt, f"put-aside-{scheme}")


def look(page: Page, place: Locator, name: str) -> None:
    """Check what is shown, wide and narrow; keep pictures where `NABLA_PICTURES` says."""
    expect(place).to_be_visible()
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        place.scroll_into_view_if_needed()
        for button in place.get_by_role("button").all():
            box = button.bounding_box()
            assert box is not None, button
            assert 0 <= box["x"] <= width - box["width"], button
        assert violations(page) == []
        expect_no_sideways_scroll(page)
        if folder := os.environ.get("NABLA_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png")
