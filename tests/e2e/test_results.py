"""What stands below a verdict: the tests, and how an accepted submission compares."""

from __future__ import annotations

import re
import uuid

import httpx2
import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import PASSWORD, Candidate, read_problem
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

OTHERS = 5


def let_others_solve(service: str) -> None:
    """Five people have a solution of problem 177 accepted."""
    code = read_problem()["solution"]
    for _ in range(OTHERS):
        with httpx2.Client(base_url=f"{service}/api/v1", timeout=60) as client:
            client.headers["Origin"] = service
            account = {"username": f"eve-{uuid.uuid4().hex[:12]}", "password": PASSWORD}
            client.post("/auth/register", json=account).raise_for_status()
            path = "/problems/gradient-checking/submissions?wait=60"
            judged = client.post(path, json={"code": code}).raise_for_status().json()
            assert judged["verdict"] == "accepted"


def test_time_and_memory_are_drawn_among_those_of_others(
    candidate: Candidate, service: str
) -> None:
    let_others_solve(service)
    candidate.register(then="/problems/gradient-checking")
    candidate.write(read_problem()["solution"])
    candidate.submit()
    expect(candidate.verdict).to_contain_text("Accepted")
    expect(candidate.verdict).to_contain_text(re.compile(r"of the other \d+ accepted submissions"))
    for name in ("Time", "Memory"):
        drawing = candidate.verdict.get_by_role("img", name=f"{name} of ")
        expect(drawing).to_be_visible()
        expect(drawing).to_have_accessible_name(re.compile(r"most often .+ Yours took "))
        expect(drawing.locator("rect.histogram__own")).to_have_count(1)
    for scheme in ("light", "dark"):
        candidate.page.emulate_media(color_scheme=scheme)
        assert violations(candidate.page) == []


def test_what_a_folded_test_holds_comes_when_it_is_unfolded(candidate: Candidate) -> None:
    candidate.register(then="/problems/gradient-checking")
    candidate.write(read_problem()["solution"])
    candidate.run()
    expect(candidate.verdict).to_contain_text("tests passed")
    first = candidate.tests.first
    expect(first.get_by_role("heading", name="Expected")).to_have_count(0)
    first.locator("summary").first.focus()
    candidate.page.keyboard.press("Enter")
    expect(first.get_by_role("heading", name="Expected")).to_be_visible()
    expect(first.get_by_role("heading", name="Yours")).to_be_visible()
