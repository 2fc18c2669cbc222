"""Every page that there is: checked by axe in both themes, wide and at the width of a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.candidate import read_problem
from tests.e2e.conftest import ADMIN_PASSWORD, ROOT, serve
from tests.e2e.watch import Watch, violations

pytestmark = pytest.mark.e2e

ROUTES = ROOT / "frontend" / "src" / "routes.tsx"
PROBLEM = "gradient-checking"
# Each theme at another size.
LOOKS = (("light", 1440, 900), ("dark", 390, 844))
COURSE = """\
kind: course
id: first-course
number: 1
title: First steps
difficulty: easy
about: One step.
outcomes: [Take the first step]
sections:
  - {title: All of it, items: [{problem: gradient-checking}]}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with one of each kind, whose webhooks may lead anywhere."""
    folder = tmp_path_factory.mktemp("every-page")
    (folder / "problems").mkdir()
    (folder / "problems" / "first-course.yaml").write_text(COURSE)
    shutil.copy(ROOT / "problems/autodiff/differentiable-functions.yaml", folder / "problems")
    settings = {"NABLA_WEBHOOK_HTTP": "true", "NABLA_WEBHOOK_NETWORKS": "127.0.0.1/32"}
    with serve(folder, ("backpropagation", "calculus-lab"), **settings) as address:
        yield address


def addresses() -> set[str]:
    """What `routes.tsx` has pages for; `{id}` stands for one of a kind."""
    found = set(re.findall(r'^  "(/[^"]*)": ', ROUTES.read_text(), re.MULTILINE))
    assert len(found) > 20
    return found


def prepare(page: Page) -> dict[str, str]:
    """Log in as the admin and make what the pages show; return the id for each `{id}`."""

    def post(path: str, data: dict[str, object]) -> dict[str, str]:
        answer = page.request.post(f"/api/v1{path}", data=data)
        assert answer.ok, answer.text()
        made: dict[str, str] = answer.json()
        return made

    post("/auth/login", {"username": "admin", "password": ADMIN_PASSWORD})
    code = read_problem()["wrong"][0]["code"]
    attempt = post(f"/problems/{PROBLEM}/submissions?wait=30", {"code": code})
    webhook = post("/me/webhooks", {"url": "http://127.0.0.1:9/"})
    rejudging = post(f"/admin/problems/{PROBLEM}/rejudge", {})
    me = page.request.get("/api/v1/admin/users?q=admin").json()["items"][0]
    return {
        "/problems": PROBLEM,
        "/courses": "first-course",
        "/labs": "calculus-and-gradients",
        "/questions": "differentiable-functions",
        "/account/webhooks": webhook["id"],
        "/admin/problems": PROBLEM,
        "/admin/attempts": attempt["id"],
        "/admin/people": me["id"],
        "/admin/rejudges": rejudging["id"],
    }


def test_no_page_stands_in_the_way_of_anybody(page: Page, watch: Watch) -> None:
    ways_in = {"/login", "/register"}
    found: dict[str, object] = {}
    for address in sorted(ways_in):
        look_at(page, address, found)
    ids = prepare(page)
    for route in sorted(addresses() - ways_in):
        kind = route.removesuffix("/{id}")
        look_at(page, f"{kind}/{ids[kind]}" if kind != route else route, found)
    look_at(page, "/no-such-page", found)
    assert found == {}


def look_at(page: Page, address: str, found: dict[str, object]) -> None:
    """Open a page, wait until it shows what it is for, and note what is wrong with it."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    waiting = page.locator("main .loading").filter(has_text="…")
    expect(waiting).to_have_count(0)
    expect(page.locator("main h1").first).to_be_visible()
    for scheme, width, height in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if wrong := violations(page):
            found[f"{address} {scheme}"] = wrong
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"{address} {width}"] = "wider than the window"
