"""Own inputs as a form made from the signature: by mouse, by keyboard alone, pasted, and small."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ROOT
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

PROBLEM = "/problems/mse-gradient"
PASTE = """(element, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  element.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def read() -> dict[str, Any]:
    """Return the problem as its author wrote it."""
    path = ROOT / "problems" / "calculus-lab" / "mse-gradient.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def entry(page: Page, name: str) -> Locator:
    """One entry of a table, by its label."""
    return page.get_by_role("textbox", name=name, exact=True)


def shape(page: Page, name: str) -> Locator:
    """The shape that is said of an array."""
    return field(page, name).locator(".grid__shape")


def field(page: Page, name: str) -> Locator:
    """All that belongs to a parameter."""
    return page.locator(f".own__field[aria-labelledby='name-{name}']")


def fill(page: Page, values: dict[str, str]) -> None:
    """Write parameters as text, then show them as values again."""
    for name, text in values.items():
        page.get_by_role("button", name=f"{name}: edit as text").click()
        page.get_by_role("textbox", name=name, exact=True).fill(text)
        page.get_by_role("button", name=f"{name}: edit as values").click()


def open_form(candidate: Candidate) -> Page:
    """Go to the form of the problem, logged in, with its solution written."""
    candidate.register(then=PROBLEM)
    candidate.write(read()["solution"])
    candidate.page.get_by_role("tab", name="Own input").click()
    expect(candidate.page.get_by_role("button", name="Run on this input")).to_be_visible()
    return candidate.page


def test_a_table_is_changed_and_run_with_the_answer_beside_it(candidate: Candidate) -> None:
    page = open_form(candidate)
    fill(page, {"w": "[3, 1]", "X": "[[1, 0], [0, 1]]", "y": "[1, 1]"})
    expect(shape(page, "X")).to_have_text("shape (2, 2)")
    entry(page, "X, row 1, column 1").fill("2")

    # The sizes n and d are one each: every array that has them follows.
    page.get_by_role("button", name="One more: n of X").click()
    expect(shape(page, "X")).to_have_text("shape (3, 2)")
    expect(shape(page, "y")).to_have_text("shape (3,)")
    entry(page, "y, entry 3").fill("5")
    page.get_by_role("button", name="Remove row 2 of X").click()
    expect(entry(page, "y, entry 2")).to_have_value("5")
    expect(entry(page, "y, entry 3")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(entry(page, "y, entry 3")).to_have_value("5")

    page.get_by_role("button", name="Run on this input").click()
    expect(candidate.verdict).to_contain_text("Same as the reference")
    expect(page.get_by_role("heading", name="Expected")).to_be_visible()
    expect(entry(page, "X, row 1, column 1")).to_have_value("2")

    candidate.write(read()["solution"].replace("return ", "return 2 * ", 1))
    page.get_by_role("button", name="Run on this input").click()
    expect(page.locator(".compare .differs").first).to_be_visible()


def test_a_table_is_filled_by_keyboard_alone(candidate: Candidate) -> None:
    page = open_form(candidate)
    fill(page, {"w": "[1, 1]", "X": "[[0, 0]]", "y": "[0]"})
    entry(page, "X, row 1, column 1").focus()
    for keys in ("1", "Tab", "2", "Enter"):
        page.keyboard.press(keys)
    expect(entry(page, "X, row 2, column 2")).to_be_focused()
    for keys in ("4", "ArrowLeft", "ArrowLeft", "3", "ArrowUp"):
        page.keyboard.press(keys)
    expect(entry(page, "X, row 1, column 1")).to_be_focused()
    expect(entry(page, "X, row 2, column 1")).to_have_value("3")
    expect(entry(page, "X, row 2, column 2")).to_have_value("4")
    expect(shape(page, "y")).to_have_text("shape (2,)")

    # To the buttons beside the table, which remove, and back.
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Remove row 1 of X")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Enter")
    expect(candidate.verdict).to_contain_text("Same as the reference")
    expect(entry(page, "X, row 1, column 1")).to_be_focused()


def test_what_is_pasted_makes_the_table(candidate: Candidate) -> None:
    page = open_form(candidate)
    first = entry(page, "X, row 1, column 1")
    first.evaluate(PASTE, "np.array([[1., 2.],\n [3., 4.]])")
    expect(shape(page, "X")).to_have_text("shape (2, 2)")
    expect(entry(page, "X, row 2, column 1")).to_have_value("3.")
    first.evaluate(PASTE, "5\t6\t7\n8\t9\t10\n11\t12\t13\n")
    expect(shape(page, "X")).to_have_text("shape (3, 3)")
    expect(entry(page, "X, row 3, column 3")).to_have_value("13")

    # The others have other sizes now: said at the field, and mended by one press.
    fill(page, {"w": "[1, 1]"})
    page.get_by_role("button", name="Run on this input").click()
    expect(field(page, "X")).to_contain_text("d is 2 in w; here it is 3.")
    field(page, "X").get_by_role("button", name="Make d 2 everywhere").click()
    expect(shape(page, "X")).to_have_text("shape (3, 2)")


def test_each_fault_is_said_at_its_field(candidate: Candidate) -> None:
    page = open_form(candidate)
    wrong = entry(page, "X, row 1, column 2")
    wrong.fill("1e")
    expect(field(page, "X").locator(".field__fault")).to_have_count(0)  # Not while it is typed.
    page.get_by_role("button", name="Run on this input").click()
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("Row 1, column 2: “1e” is no number.")
    expect(candidate.verdict).to_have_count(0)
    page.reload()
    page.get_by_role("tab", name="Own input").click()
    expect(wrong).to_have_value("1e")
    name = read()["examples"][0]["name"]
    page.locator(".own__start").get_by_role("button", name=name, exact=True).click()
    expect(wrong).not_to_have_value("1e")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_for_everybody_and_narrow_screens(candidate: Candidate, scheme: str) -> None:
    page = candidate.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_form(candidate)
    entry(page, "X, row 1, column 1").fill("x")
    page.get_by_role("button", name="Run on this input").click()
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(entry(page, "X, row 1, column 1")).to_be_visible()
        assert violations(page) == []
        candidate.expect_no_sideways_scroll()
        if folder := os.environ.get("NABLA_PICTURES"):
            entry(page, "X, row 1, column 1").scroll_into_view_if_needed()
            page.screenshot(path=Path(folder) / f"own-form-{width}-{scheme}.png")
