"""What the page shows of a wrong gradient: the difference, and the gradient check as a map."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.candidate import Candidate

pytestmark = pytest.mark.e2e

# Right but for its first entry, which is 0.
WRONG = (
    "import numpy as np\n\n\ndef mse_grad(w, X, y):\n"
    "    gradient = 2 / len(y) * X.T @ (X @ w - y)\n"
    "    gradient[0] = 0\n    return gradient\n"
)


def part(test: Locator, heading: str) -> Locator:
    """The part of a test under a heading."""
    of = test.page.get_by_role("heading", name=heading, exact=True)
    return test.locator("div").filter(has=of).last


def test_a_wrong_gradient_is_shown_by_its_difference_and_as_a_map(candidate: Candidate) -> None:
    candidate.register(then="/problems/mse-gradient")
    candidate.write(WRONG)
    candidate.run()
    expect(candidate.verdict).to_contain_text("Wrong answer")
    test = candidate.tests.filter(has_text="three samples")
    cells = part(test, "Difference").locator("td")
    expect(cells).to_have_count(2)
    expect(cells.first).to_contain_text("0.666")
    expect(cells.last).to_have_text("0")
    expect(part(test, "Yours").locator("td.differs")).to_have_count(1)

    check = part(test, "Gradient check")
    expect(check).to_contain_text("by w")
    expect(check).to_contain_text("wrong")
    heats = check.get_by_role("table").locator("td")
    expect(heats).to_have_count(2)
    expect(heats.first).to_have_text("1.0")
    expect(heats.first).to_have_class("heat heat--3")
    expect(heats.last).to_have_class("heat heat--0")


def test_the_difference_from_the_reference_is_shown_for_own_inputs(candidate: Candidate) -> None:
    candidate.register(then="/problems/mse-gradient")
    candidate.write(WRONG)
    candidate.page.get_by_role("tab", name="Own input").click()
    for name, value in (("w", "[3, 1]"), ("X", "[[1, 0]]"), ("y", "[1]")):
        candidate.page.get_by_role("button", name=f"{name}: edit as text").click()
        candidate.page.locator(f"#input-{name}").fill(value)
    candidate.page.get_by_role("button", name="Run on this input").click()
    test = candidate.tests.filter(has_text="your input")
    cells = part(test, "Difference").locator("td")
    expect(cells.first).to_have_text("-4")
    expect(cells.last).to_have_text("0")
    expect(part(test, "Expected").locator("td").first).to_contain_text("4")
