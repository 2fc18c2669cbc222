"""The admin's desk, by mouse, by keyboard and at the width of a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.author import Author, source
from tests.e2e.candidate import PASSWORD, Candidate, expect_no_sideways_scroll, tab_to
from tests.e2e.conftest import ADMIN_PASSWORD, serve
from tests.e2e.hands import choose_by_keys
from tests.e2e.watch import Watch, violations

pytestmark = pytest.mark.e2e

RIGHT = "def twice(x):\n    return 2 * x\n"
WRONG = "def twice(x):\n    return 3 * x\n"
ENDLESS = "while True:\n    pass\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of their own, which lets in nobody without an invitation."""
    folder = tmp_path_factory.mktemp("desk")
    with serve(folder, ["backpropagation"], NABLA_REGISTRATION="invitation") as address:
        yield address


class Admin:
    """Drives one page as the admin."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page = page
        self.author = Author(page, watch)

    def log_in(self) -> None:
        """As the admin, by the page."""
        self.page.goto("/login?next=/admin/queue")
        self.page.get_by_label("User name").fill("admin")
        self.page.get_by_label("Password").fill(ADMIN_PASSWORD)
        self.page.locator("form").get_by_role("button", name="Log in").click()
        self.arrived("Queue and cells")

    def arrived(self, title: str) -> None:
        """Wait for a page of the desk."""
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def to(self, part: str, title: str | None = None) -> None:
        """Go to a part of the desk by its link."""
        self.page.get_by_role("navigation", name="Admin").get_by_role("link", name=part).click()
        self.arrived(title or part)

    def say_yes(self, action: str) -> None:
        """Answer the question that stands before something is done."""
        self.page.get_by_role("dialog").get_by_role("button", name=action).click()

    @property
    def rows(self) -> Locator:
        """The lines of the list."""
        return self.page.locator(".desk-table tbody tr")

    def invite(self) -> str:
        """Make an invitation by the calls; return its code."""
        made = self.page.request.post("/api/v1/admin/invitations", data={})
        code: str = made.json()["code"]
        return code

    def read(self, path: str) -> Any:
        """What a call answers."""
        return self.page.request.get(f"/api/v1{path}").json()


@pytest.fixture
def admin(page: Page, watch: Watch) -> Admin:
    """The admin, logged in, at the queue."""
    admin = Admin(page, watch)
    admin.log_in()
    return admin


@pytest.fixture
def person(elsewhere: Candidate) -> Candidate:
    """Somebody else at another machine, not logged in."""
    return elsewhere


def enter(admin: Admin, person: Candidate) -> None:
    """Make an account for `person` by the calls."""
    body = {"username": person.name, "password": PASSWORD, "invitation": admin.invite()}
    answer = person.page.request.post("/api/v1/auth/register", data=body)
    assert answer.ok, answer.text()


def send(person: Candidate, problem: str, code: str, wait: int = 30) -> str:
    """Submit by the calls; return the id."""
    path = f"/api/v1/problems/{problem}/submissions?wait={wait}"
    found: str = person.page.request.post(path, data={"code": code}).json()["id"]
    return found


def test_the_road_of_an_admin_by_mouse(admin: Admin, person: Candidate) -> None:
    page = admin.page
    admin.author.put("twice-road", source("twice-road", 90301))

    # An invitation, and somebody who comes by it.
    admin.to("People")
    page.get_by_role("button", name="Invite people").click()
    page.get_by_label("They will be").select_option("candidate")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator("code.secret").inner_text()
    assert "/register#invitation=" in link
    person.watch.expect("/auth/register")
    person.page.goto("/register")
    person.page.get_by_label("Invitation").fill("a guess")
    person.fill_in_account()
    person.page.get_by_role("button", name="Make the account").click()
    expect(person.page.get_by_role("alert")).to_contain_text("This invitation is not valid")
    person.page.goto("/")
    person.page.goto(link)
    person.fill_in_account()
    person.page.get_by_role("button", name="Make the account").click()
    expect(person.page.get_by_role("button", name="Log out")).to_be_visible()

    # They solve a problem at the second attempt.
    person.page.goto("/problems/twice-road")
    for code, verdict in ((WRONG, "Wrong answer"), (RIGHT, "Accepted")):
        person.write(code)
        person.submit()
        expect(person.verdict).to_contain_text(verdict)

    # The attempt is found by filters, opened, and tried with the hidden values shown.
    admin.to("Attempts")
    page.get_by_label("Person").fill(person.name)
    page.get_by_label("Person").press("Enter")
    expect(admin.rows).to_have_count(2)
    page.get_by_label("Verdict").select_option("wrong_answer")
    expect(admin.rows).to_have_count(1)
    expect(page).to_have_url(re.compile(f"user={person.name}&verdict=wrong_answer"))
    admin.rows.get_by_role("link", name="wrong answer").click()
    admin.arrived("Attempt")
    main = page.get_by_role("main")
    expect(main).to_contain_text("That is three times as much")
    expect(main.locator("pre.code").last).to_contain_text("return 3 * x")
    expect(main.get_by_text("a negative number (hidden)")).to_have_count(0)
    page.get_by_role("button", name="Try it with the hidden values shown").click()
    expect(main.get_by_text("a negative number (hidden)")).to_be_visible()

    # A new version makes the right answer wrong: a preview says so, and then it is applied.
    text = source("twice-road", 90301).replace("return 2 * x", "return 4 * x")
    admin.author.put("twice-road", text)
    page.get_by_role("link", name="All of theirs at this problem").click()
    expect(admin.rows).to_have_count(2)
    page.get_by_role("checkbox", name="Choose all shown").check()
    page.get_by_role("button", name="Judge 2 attempts again").click()
    admin.arrived("Rejudging")
    expect(main).to_contain_text("1 of 2 attempts would change")
    expect(page.get_by_role("list", name="Changes by verdict")).to_contain_text("accepted")
    page.get_by_text("Attempt by attempt").click()
    expect(page.get_by_role("region", name="Changed attempts")).to_contain_text(person.name)
    page.get_by_role("button", name="Apply 1 change").click()
    admin.say_yes("Apply")
    expect(main).to_contain_text("Applied: 1 of 2")

    # The account is closed, and the record has it all.
    admin.to("People")
    page.get_by_label("Name", exact=True).fill(person.name)
    page.get_by_label("Name", exact=True).press("Enter")
    expect(admin.rows).to_have_count(1)
    page.get_by_role("link", name=person.name).click()
    page.get_by_role("button", name="Close the account").click()
    admin.say_yes("Close it")
    expect(page.get_by_text("The account is closed.")).to_be_visible()
    person.watch.expect("/api/v1/")
    person.page.goto("/login")
    person.fill_in_account()
    person.page.locator("form").get_by_role("button", name="Log in").click()
    expect(person.page.get_by_role("alert")).to_contain_text("closed by an admin")
    page.get_by_role("link", name="What was done to this account").click()
    admin.arrived("Record")
    expect(admin.rows).to_have_count(1)
    expect(admin.rows).to_contain_text("closed")
    page.get_by_label("To whom").fill("")
    page.get_by_label("To which problem").fill("twice-road")
    page.get_by_label("To which problem").press("Enter")
    expect(admin.rows.first).to_contain_text("applied a rejudging")
    expect(admin.rows.filter(has_text="began a rejudging")).to_contain_text("2 chosen")


def test_people_are_looked_after_by_keyboard_alone(admin: Admin, person: Candidate) -> None:
    page = admin.page
    enter(admin, person)
    person.page.request.post(
        "/api/v1/auth/login", data={"username": person.name, "password": PASSWORD}
    )
    page.goto("/admin/people")
    field = page.get_by_label("Name", exact=True)
    field.focus()
    page.keyboard.type(person.name)
    page.keyboard.press("Enter")
    expect(admin.rows).to_have_count(1)
    expect(field).to_be_focused()
    page.get_by_role("link", name=person.name).press("Enter")
    candidate = page.get_by_role("radio", name="Candidate")
    expect(candidate).to_be_checked()
    candidate.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("dialog")).to_contain_text(f"Make {person.name} an author?")
    page.keyboard.press("Escape")
    expect(candidate).to_be_checked()
    candidate.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Author")).to_be_checked()
    expect(page.get_by_text(f"{person.name} is an author now.")).to_be_visible()

    page.get_by_role("button", name="New password").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    password = page.locator("code.secret").inner_text()
    credentials = {"username": person.name, "password": password}
    assert person.page.request.post("/api/v1/auth/login", data=credentials).ok
    page.reload()
    expect(page.locator("code.secret")).to_have_count(0)
    expect(page.get_by_role("button", name="End all log-ins")).to_be_enabled()
    page.get_by_role("button", name="End all log-ins").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 log-in ended.")).to_be_visible()

    # An author sees what is for authors, and is told of the rest.
    assert person.page.request.post("/api/v1/auth/login", data=credentials).ok
    person.page.goto("/admin")
    links = person.page.get_by_role("navigation", name="Admin").get_by_role("link")
    expect(links).to_have_text(["Sources", "Rejudgings"])
    person.page.goto("/admin/people")
    expect(person.page.get_by_role("main")).to_contain_text("This page is for admins")


def test_attempts_are_judged_again_by_keyboard_alone_on_a_narrow_screen(
    admin: Admin, person: Candidate
) -> None:
    page = admin.page
    page.set_viewport_size({"width": 390, "height": 844})
    admin.author.put("twice-keys", source("twice-keys", 90306))
    enter(admin, person)
    for code in (WRONG, RIGHT):
        send(person, "twice-keys", code)
    text = source("twice-keys", 90306).replace("return 2 * x", "return 4 * x")
    admin.author.put("twice-keys", text)

    page.goto("/admin/queue")
    tab_to(page, page.get_by_role("navigation", name="Admin").get_by_role("link", name="Attempts"))
    page.keyboard.press("Enter")
    admin.arrived("Attempts")
    tab_to(page, page.get_by_label("Person"))
    page.keyboard.type(person.name)
    page.keyboard.press("Enter")
    expect(admin.rows).to_have_count(2)
    tab_to(page, page.get_by_label("Verdict"))
    choose_by_keys(page.get_by_label("Verdict"), "accepted")
    expect(admin.rows).to_have_count(1)
    tab_to(page, admin.rows.get_by_role("checkbox"))
    page.keyboard.press("Space")
    again = page.get_by_role("button", name="Judge 1 attempt again")
    expect(again).to_be_visible()
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if again.evaluate("element => element.matches(':focus')"):
            break
    page.keyboard.press("Enter")
    admin.arrived("Rejudging")
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 of 1 attempt would change")
    expect_no_sideways_scroll(page)
    tab_to(page, page.get_by_role("button", name="Apply 1 change"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("dialog").get_by_role("button", name="Apply"))
    page.keyboard.press("Enter")
    expect(main).to_contain_text("Applied: 1 of 1")


def test_nobody_locks_themselves_out(admin: Admin) -> None:
    page = admin.page
    own = admin.read("/me")["id"]
    page.goto(f"/admin/people/{own}")
    expect(page.get_by_role("main")).to_contain_text("This is your own account")
    expect(page.get_by_role("radio", name="Candidate")).to_be_disabled()
    close = page.get_by_role("button", name="Close the account")
    expect(close).to_be_disabled()
    close.click(force=True)
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_the_queue_is_seen_as_it_is_and_cells_are_replaced(admin: Admin, person: Candidate) -> None:
    page = admin.page
    main = page.get_by_role("main")
    text = source("twice-queue", 90302) + "limits: {time_s: 30}\n"
    admin.author.put("twice-queue", text)
    enter(admin, person)
    expect(main).to_contain_text("Nothing waits, and nothing is being judged.")
    sent = [send(person, "twice-queue", ENDLESS, wait=0) for _ in range(2)]
    expect(main).to_contain_text("1 waiting, 1 being judged.")
    expect(page.get_by_role("row").filter(has_text="at work")).to_have_count(1)
    for one in sent:
        assert person.page.request.post(f"/api/v1/submissions/{one}/cancel").ok
    expect(main).to_contain_text("Nothing waits, and nothing is being judged.")
    expect(main).to_contain_text("None in the last seven days")
    expect(page.get_by_role("row").filter(has_text="free")).to_have_count(1)
    before = admin.read("/admin/overview")["cells"]["recycled"]
    page.get_by_role("button", name="Replace all cells").click()
    admin.say_yes("Replace them")
    expect(main).to_contain_text(f"{before + 1} replaced after service")
    expect(page.get_by_role("row").filter(has_text="free")).to_have_count(1)


def test_a_page_that_nobody_looks_at_asks_nothing(admin: Admin) -> None:
    page = admin.page
    asked: list[str] = []
    page.clock.install()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/admin/queue")
    expect(page.get_by_role("heading", name="Judge cells")).to_be_visible()

    def times() -> int:
        return sum(url.endswith("/admin/overview") for url in asked)

    def show(hidden: str) -> None:
        page.evaluate(
            f"Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}})"
        )
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    with page.expect_response("**/admin/overview"):
        page.clock.run_for(3500)
    show("true")
    admin.author.watch.come_to_rest(page)
    before = times()
    page.clock.run_for(60_000)
    assert times() == before
    with page.expect_response("**/admin/overview"):
        show("false")


def test_the_table_is_downloaded_as_the_list_is_filtered(admin: Admin, person: Candidate) -> None:
    page = admin.page
    admin.author.put("twice-table", source("twice-table", 90303))
    enter(admin, person)
    for code in (WRONG, RIGHT):
        send(person, "twice-table", code)
    page.goto("/admin/attempts?problem=twice-table&verdict=accepted")
    expect(admin.rows).to_have_count(1)
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download as CSV").click()
    lines = Path(begun.value.path()).read_text().splitlines()
    assert (len(lines), begun.value.suggested_filename) == (2, "attempts.csv")
    assert f",{person.name},twice-table,1,submit,done,accepted," in lines[1]
    page.get_by_label("Problem").fill("no-such-problem")
    page.get_by_label("Problem").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("No attempt fits")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_can_be_used_by_everybody(admin: Admin, person: Candidate, scheme: str) -> None:
    page = admin.page
    name = f"twice-{scheme}"
    admin.author.put(name, source(name, 90304 if scheme == "light" else 90305))
    enter(admin, person)
    sent = send(person, name, WRONG)
    send(person, name, RIGHT)
    text = source(name, 90304 if scheme == "light" else 90305)
    admin.author.put(name, text.replace("return 2 * x", "return 4 * x"))
    begun = page.request.post(f"/api/v1/admin/problems/{name}/rejudge", data={}).json()
    own = admin.read(f"/admin/users?q={person.name}")["items"][0]["id"]
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for title, path, sign in (
            ("Attempts", "attempts", person.name),
            ("Attempt", f"attempts/{sent}", "a negative number"),
            ("Rejudgings", "rejudges", name),
            ("Rejudging", f"rejudges/{begun['id']}", "1 of 2 attempts would change"),
            ("People", "people", person.name),
            (person.name, f"people/{own}", "Ways in"),
            ("Queue and cells", "queue", "Judge cells"),
            ("Record", "record", "began a rejudging"),
        ):
            page.goto(f"/admin/{path}")
            admin.arrived(title)
            expect(page.get_by_role("main")).to_contain_text(sign)
            if title == "People":
                page.get_by_role("button", name="Invite people").click()
                expect(page.get_by_label("They will be")).to_be_visible()
            if title == "Rejudging":
                page.get_by_text("Attempt by attempt").click()
            if wrong := violations(page):
                found[path, width] = wrong
            expect_no_sideways_scroll(page)
            if folder := os.environ.get("NABLA_PICTURES"):
                page.screenshot(path=Path(folder) / f"desk-{title}-{width}-{scheme}.png")
    assert found == {}
