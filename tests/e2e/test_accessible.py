"""Candidates' pages for everybody: checked by axe in both themes, and at the width of a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate, read_problem
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

PROBLEM = "/problems/gradient-checking"
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


class Look:
    """Checks a page as it is now, under a name; keeps a picture where `NABLA_PICTURES` says."""

    def __init__(self, candidate: Candidate, kind: str) -> None:
        self.candidate = candidate
        self.kind = kind
        self.found: dict[str, object] = {}

    def at(self, name: str) -> None:
        page = self.candidate.page
        self.candidate.expect_no_sideways_scroll()
        if wrong := violations(page):
            self.found[name] = wrong
        if folder := os.environ.get("NABLA_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{self.kind}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wrong_for_those_who_do_not_see_or_point(
    candidate: Candidate, size: str, scheme: str
) -> None:
    page = candidate.page
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    look = Look(candidate, f"{size}-{scheme}")
    candidate.register(then=PROBLEM)
    candidate.reach_editor()
    expect(page.locator(".katex").first).to_be_visible()
    look.at("problem")

    for code in (read_problem()["wrong"][0]["code"], "x = 1 +\n"):
        candidate.write(code)
        candidate.submit()
        expect(candidate.verdict).to_be_visible()
        look.at("verdict")
    page.get_by_role("tab", name="Own input").click()
    expect(page.get_by_role("button", name="Run on this input")).to_be_visible()
    look.at("own-input")
    page.get_by_role("tab", name="Attempts").click()
    boxes = page.get_by_role("list", name="Your attempts").get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("region", name="What differs")).to_be_visible()
    look.at("attempts")
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look.at("settings")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Solution").click()
    look.at("locked")
    page.get_by_role("button", name="Give up and see it").click()
    page.get_by_role("dialog").get_by_role("button", name="Give up").click()
    expect(page.get_by_role("heading", name="Ways to get it wrong")).to_be_visible()
    look.at("solution")

    page.get_by_role("tab", name="Notes").click()
    page.get_by_label("Only you see this").fill("Divide by $n$.")
    expect(page.get_by_role("region", name="As it reads").locator(".katex")).to_be_visible()
    look.at("notes")

    page.goto("/problems")
    expect(page.locator(".row").first).to_be_visible()
    look.at("catalogue")
    page.goto("/account")
    expect(page.get_by_role("list", name="Your log-ins")).to_be_visible()
    look.at("account")
    assert look.found == {}
