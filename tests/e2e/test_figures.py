"""Figures on a problem's page: drawn from data where a text places them, and told in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import ROOT, serve


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a problem that places a graph, and one that places a plot."""
    folder = tmp_path_factory.mktemp("figures")
    (folder / "problems").mkdir()
    for name in ("autodiff/graph-gradient", "calculus-guide/learning-rate-sweep"):
        shutil.copy(ROOT / "problems" / f"{name}.yaml", folder / "problems")
    with serve(folder, ()) as address:
        yield address


def test_a_graph_is_drawn_with_its_formulas(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/problems/graph-gradient")
    figure = page.locator("figure.figure")
    expect(figure.get_by_role("img", name="An expression graph")).to_be_visible()
    expect(figure.locator(".figure__node--input .katex")).to_be_visible()
    expect(figure.locator("path.edge")).not_to_have_count(0)
    boxes = [node.bounding_box() for node in figure.locator("foreignObject").all()]
    corners = {(box["x"], box["y"]) for box in boxes if box}
    assert len(corners) == len(boxes) > 3


def test_what_people_get_wrong_is_folded_away(candidate: Candidate) -> None:
    page = candidate.page
    page.goto("/problems/graph-gradient")
    further = page.locator("details.further")
    expect(further.first).to_be_visible()
    expect(further.first.locator("ul, .prose").first).to_be_hidden()
    further.first.locator("summary").click()
    expect(further.first.locator("ul, .prose").first).to_be_visible()


def test_what_only_the_editorial_places_is_not_sent(candidate: Candidate) -> None:
    answer = candidate.page.request.get("/api/v1/problems/learning-rate-sweep")
    assert answer.ok
    assert answer.json()["figures"] == []
