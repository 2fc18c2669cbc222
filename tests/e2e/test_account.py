"""The account page: data, tokens, log-ins, password, and the end of the account."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.candidate import PASSWORD, Candidate

pytestmark = pytest.mark.e2e

NEW_PASSWORD = "another long sentence"


def test_a_token_is_made_used_and_deleted(candidate: Candidate) -> None:
    candidate.register(then="/account")
    page = candidate.page
    page.get_by_label("Name of a new token").fill("grading script")
    page.get_by_label("Days until it expires").fill("30")
    page.get_by_role("button", name="Make a token").click()
    secret = page.locator(".secret").inner_text()
    tokens = page.get_by_role("list", name="Your tokens")
    expect(tokens).to_contain_text("grading script")
    expect(tokens).to_contain_text("read, until")

    me = {"Authorization": f"Bearer {secret}"}
    answer = page.request.get("/api/v1/me", headers=me)
    assert answer.json()["username"] == candidate.name
    page.reload()
    expect(tokens).to_contain_text("last used")
    expect(page.get_by_text(secret)).to_have_count(0)
    tokens.get_by_role("button", name="Delete grading script").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(tokens).to_have_count(0)
    assert page.request.get("/api/v1/me", headers=me).status == 401


def test_other_log_ins_are_listed_and_ended(
    candidate: Candidate, browser: Browser, service: str
) -> None:
    candidate.register(then="/account")
    page = candidate.page
    elsewhere = browser.new_context(base_url=service)
    body = {"username": candidate.name, "password": PASSWORD}
    assert elsewhere.request.post("/api/v1/auth/login", data=body).ok
    page.reload()
    logins = page.get_by_role("list", name="Your log-ins").get_by_role("listitem")
    expect(logins).to_have_count(2)
    page.get_by_role("button", name="Log out everywhere else").click()
    expect(logins).to_have_count(1)
    expect(logins).to_contain_text("this browser")
    assert elsewhere.request.get("/api/v1/me").status == 401
    elsewhere.close()


def test_the_password_is_changed_and_everything_can_be_taken_along(candidate: Candidate) -> None:
    candidate.register(then="/account")
    page = candidate.page
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your data").click()
    data = json.loads(download.value.path().read_text())
    assert data["account"]["username"] == candidate.name

    candidate.watch.expect("/me/password")
    page.get_by_label("Present password").fill("not the password")
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("not changed")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is changed")).to_be_visible()


def test_an_account_is_deleted_with_its_password_alone(candidate: Candidate) -> None:
    candidate.register(then="/account")
    page = candidate.page
    candidate.watch.expect("/api/v1/me")
    page.get_by_role("button", name="Delete the account").click()
    dialog = page.get_by_role("dialog", name=f"Delete {candidate.name} for good?")
    dialog.get_by_label("Your password").fill("not the password")
    dialog.get_by_role("button", name="Delete it all").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not deleted")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete it all").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def test_the_account_page_asks_for_a_log_in(candidate: Candidate) -> None:
    candidate.page.goto("/account")
    candidate.page.get_by_role("main").get_by_role("link", name="Log in").click()
    expect(candidate.page).to_have_url("/login?next=/account")
