"""The ways in besides a password: as a guest, where the operator allows guests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate, read_problem
from tests.e2e.conftest import serve

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of its own, which allows guests."""
    folder = tmp_path_factory.mktemp("open")
    with serve(folder, ["backpropagation"], NABLA_GUEST_RUNS="50") as address:
        yield address


def test_a_guest_runs_code_and_keeps_it_by_making_an_account(candidate: Candidate) -> None:
    page = candidate.page
    candidate.open_problem()
    candidate.write(read_problem()["solution"])
    candidate.submit()
    expect(candidate.results).to_contain_text("code can be run 50 times a day")
    page.get_by_role("button", name="Go on as a guest").click()
    expect(page.get_by_role("banner")).to_contain_text("Guest")
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Accepted")
    page.get_by_role("link", name="Sign up").click()
    expect(page.get_by_text("What you did as a guest comes along.")).to_be_visible()
    candidate.fill_in_account()
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.get_by_role("tab", name="Attempts").click()
    expect(candidate.results.get_by_role("list").first).to_contain_text("Accepted")
