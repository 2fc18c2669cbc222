"""What the pages offer to those without an account, where the operator lets nobody make one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import serve
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=["closed", "invitation"])
def registration(request: pytest.FixtureRequest) -> str:
    """Who may make an account."""
    return str(request.param)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, registration: str) -> Iterator[str]:
    """A service of its own, with that setting."""
    folder = tmp_path_factory.mktemp(registration)
    with serve(folder, (), NABLA_REGISTRATION=registration) as address:
        yield address


def test_the_form_is_there_only_where_it_can_work(candidate: Candidate, registration: str) -> None:
    page = candidate.page
    page.goto("/register?next=/problems")
    sign_up = page.get_by_role("banner").get_by_role("link", name="Sign up")
    if registration == "closed":
        expect(page.get_by_role("heading", name="No new accounts")).to_be_visible()
        expect(page.get_by_role("textbox")).to_have_count(0)
        expect(sign_up).to_have_count(0)
        assert violations(page) == []
        page.get_by_role("link", name="I have an account: log in").click()
        expect(page).to_have_url("/login?next=%2Fproblems")
        expect(page.get_by_text("Accounts are made by the operator here.")).to_be_visible()
    else:
        expect(page.get_by_label("User name")).to_be_focused()
        expect(page.get_by_label("Invitation")).to_have_attribute("required", "")
        expect(sign_up).to_be_visible()
        page.goto("/login")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_role("link", name="Log in with")).to_have_count(0)
