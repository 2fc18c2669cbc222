"""The ways in besides a password: as a guest, and by an OpenID provider, where they are set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.api.openid import run_provider
from tests.e2e.candidate import PASSWORD, Candidate, log_out, read_problem
from tests.e2e.conftest import serve

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib"),  # the provider's
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of its own, which allows guests and knows a provider."""
    folder = tmp_path_factory.mktemp("open")
    with run_provider() as provider:
        settings = {
            "NABLA_GUEST_RUNS": "50",
            "NABLA_OIDC_ISSUER": provider.url,
            "NABLA_OIDC_CLIENT_ID": "nabla",
            "NABLA_OIDC_CLIENT_SECRET": "secret",
            "NABLA_OIDC_NAME": "The School",
        }
        with serve(folder, ["backpropagation"], **settings) as address:
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


def test_somebody_logs_in_at_the_provider_and_makes_a_password(candidate: Candidate) -> None:
    page = candidate.page
    for part in ("cdn.jsdelivr.net", "favicon.ico"):  # of the provider's page
        candidate.watch.expect(part)
    page.goto("/login?next=/account")
    page.get_by_role("link", name="Log in with The School").click()
    page.locator("input[name=sub]").fill("anybody")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("main")).to_contain_text("told not to say who you are")
    page.get_by_role("link", name="Log in with The School").click()
    page.locator("input[name=sub]").fill(f"{candidate.name}@school.example")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/account")
    expect(page.get_by_role("banner")).to_contain_text(candidate.name)
    expect(page.get_by_role("main")).to_contain_text("You can log in with The School.")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Make a password").click()
    expect(page.get_by_label("Present password")).to_be_visible()
    log_out(page)
    page.goto("/login")
    candidate.fill_in_account()
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("banner")).to_contain_text(candidate.name)
