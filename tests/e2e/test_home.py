"""The first page and the courses: where one was, what comes next, and how far one is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ROOT, serve
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

COURSE = """\
kind: course
id: first-course
number: 1
title: First steps
difficulty: easy
about: Two steps in the right order.
outcomes: [Take the first step]
sections:
  - title: All of it
    items:
      - {problem: mse-gradient, text: "Begin with $Xw - y$."}
      - {question: finite-difference-formulas}
"""
IN_COURSE = "mse-gradient"
BESIDE = "numerical-gradient"
FILES = (
    f"calculus-lab/{IN_COURSE}",
    f"calculus-lab/{BESIDE}",
    "autodiff/finite-difference-formulas",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a course of a problem and a question, and a problem beside it."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "problems").mkdir()
    for name in FILES:
        shutil.copy(ROOT / "problems" / f"{name}.yaml", folder / "problems")
    (folder / "problems" / "first-course.yaml").write_text(COURSE)
    with serve(folder, ()) as address:
        yield address


def solve(candidate: Candidate, problem: str = IN_COURSE) -> None:
    """Have a problem accepted, the course's if none is named."""
    path = ROOT / "problems" / "calculus-lab" / f"{problem}.yaml"
    answer = candidate.page.request.post(
        f"/api/v1/problems/{problem}/submissions?wait=60",
        data={"code": yaml.safe_load(path.read_text())["solution"]},
        headers={"Origin": candidate.page.url.rstrip("/")},
    )
    assert answer.json()["verdict"] == "accepted", answer.text()


def test_a_guest_is_told_what_this_is_and_finds_a_way_in(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("mathematics")
    expect(page.locator(".hero .katex")).to_be_visible()
    page.get_by_role("link", name="First steps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("First steps")
    page.get_by_role("link", name="Begin with: Gradient of the mean squared error").click()
    page.wait_for_url("**/problems/mse-gradient")


def test_after_solving_the_next_step_is_offered(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {candidate.name}")
    expect(page.get_by_role("region", name="Begin")).to_contain_text("Gradient of the mean squared")
    solve(candidate)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome back, {candidate.name}")
    expect(page.get_by_text("1 day in a row. 1 of 2 problems solved.")).to_be_visible()
    going_on = page.get_by_role("region", name="Go on")
    expect(going_on.get_by_role("listitem")).to_contain_text("Finite difference formulas")
    expect(page.get_by_role("region", name="Review")).to_contain_text(
        "Next: Gradient of the mean squared error"
    )
    expect(page.get_by_text("1 active day; 1 of 1 submissions and answers right.")).to_be_visible()
    last = page.get_by_role("region", name="Last submissions")
    expect(last.get_by_role("listitem")).to_contain_text("accepted")

    page.goto("/courses/first-course")
    expect(page.get_by_role("progressbar", name="1 of 2 steps done")).to_be_visible()
    expect(page.get_by_role("link", name="Go on with: Finite difference")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Gradient of the mean squared error")
    expect(row).to_contain_text("done")
    expect(
        page.get_by_role("banner").or_(page.locator("header")).get_by_text("easy")
    ).to_be_visible()
    before = page.get_by_role("listitem").filter(has_text="Begin with")
    expect(before.locator(".katex")).to_be_visible()


def test_with_nothing_left_a_first_step_is_offered(candidate: Candidate) -> None:
    page = candidate.page
    candidate.register()
    solve(candidate, BESIDE)
    page.reload()
    going_on = page.get_by_role("region", name="Go on")
    expect(going_on).to_contain_text("Everything that you began is done.")
    expect(going_on.get_by_role("listitem")).to_contain_text("Gradient of the mean squared error")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    candidate: Candidate, theme: str
) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto("/")
    expect(page.locator(".hero .katex")).to_be_visible()
    expect(page.locator(".card")).to_be_visible()
    assert violations(page) == []
    candidate.expect_no_sideways_scroll()
    candidate.register()
    solve(candidate)
    for address in ("/", "/courses", "/courses/first-course"):
        page.goto(address)
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        assert violations(page) == [], address
        candidate.expect_no_sideways_scroll()
