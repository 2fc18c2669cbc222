"""The webhook pages: made, tried, failing, paused and deleted, against an endpoint that listens."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.conftest import serve
from tests.e2e.hands import Keys
from tests.e2e.watch import violations

pytestmark = pytest.mark.e2e

PAGE = "/account/webhooks"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of its own, which may reach endpoints of this machine."""
    folder = tmp_path_factory.mktemp("webhooks")
    settings = {"NABLA_WEBHOOK_HTTP": "true", "NABLA_WEBHOOK_NETWORKS": "127.0.0.1/32"}
    with serve(folder, (), **settings) as address:
        yield address


class _Receiver(BaseHTTPRequestHandler):
    """Refuses what is sent to `/broken`, takes the rest."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if self.path == "/broken" else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of a course back end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def make(candidate: Candidate, url: str) -> None:
    """Make a webhook by the page, and open it."""
    page = candidate.page
    page.goto(PAGE)
    page.get_by_label("Address").fill(url)
    page.get_by_label("What it is for").fill("grade book")
    page.get_by_role("button", name="Make a webhook").click()
    expect(page.locator(".secret")).to_contain_text("whsec_")
    page.get_by_role("list", name="Your webhooks").get_by_role("link", name=url).click()
    expect(page.get_by_role("heading", name=url)).to_be_visible()


def test_a_webhook_is_made_tried_paused_and_deleted(candidate: Candidate, endpoint: str) -> None:
    page = candidate.page
    candidate.register(then=PAGE)
    expect(page.get_by_text("None so far.")).to_be_visible()
    make(candidate, f"{endpoint}/hook")
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_text("It arrived: the answer was 204.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="test")
    expect(row).to_contain_text("delivered")
    row.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("It arrived: the answer was 204.").last).to_be_visible()

    page.get_by_role("button", name="Pause it").click()
    expect(page.get_by_role("button", name="Make it active")).to_be_visible()
    page.reload()
    expect(page.get_by_text("paused", exact=True)).to_be_visible()
    expect(page.locator(".secret")).to_have_count(0)
    page.get_by_role("button", name="New secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new secret").click()
    expect(page.locator(".secret")).to_contain_text("whsec_")
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("None so far.")).to_be_visible()


def test_the_ledger_says_why_nothing_arrives_and_when_it_is_tried_next(
    candidate: Candidate, endpoint: str
) -> None:
    page = candidate.page
    candidate.register(then=PAGE)
    make(candidate, f"{endpoint}/broken")
    page.get_by_role("button", name="Send a test message").click()
    row = page.get_by_role("row").filter(has_text="test")
    expect(row).to_contain_text("waiting")
    expect(row).to_contain_text("HTTP 500")
    expect(row).to_contain_text("Next try")
    page.get_by_label("Show").select_option("delivered")
    expect(page).to_have_url(re.compile(r"\?status=delivered$"))
    expect(page.get_by_text("Nothing was sent so far.")).to_be_visible()


def test_a_webhook_is_made_by_keyboard_alone_on_a_narrow_screen(
    candidate: Candidate, endpoint: str
) -> None:
    page = candidate.page
    page.set_viewport_size({"width": 390, "height": 844})
    candidate.register(then=PAGE)
    candidate.watch.expect("/me/webhooks")
    hand = Keys(page)
    hand.fill(page.get_by_label("Address"), "http://10.0.0.1/hook")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The webhook was not made")
    hand.fill(page.get_by_label("Address"), f"{endpoint}/hook")
    page.keyboard.press("Enter")
    expect(page.locator(".secret")).to_contain_text("whsec_")
    copy = page.get_by_role("button", name="Copy")
    expect(copy).to_be_focused()  # it is above what was filled in, and shown this once
    expect(copy).to_be_in_viewport()
    candidate.expect_no_sideways_scroll()
    hand.press(page.get_by_role("link", name=f"{endpoint}/hook"))
    hand.press(page.get_by_role("button", name="Send a test message"))
    expect(page.get_by_text("It arrived: the answer was 204.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="test")).to_be_visible()
    candidate.expect_no_sideways_scroll()

    dialog = page.get_by_role("dialog")
    renew = page.get_by_role("button", name="New secret")
    hand.press(renew)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(renew).to_be_focused()
    # Asked anew before the page has been told that the first question is closed.
    page.evaluate(
        """() => {
            const [button] = [...document.querySelectorAll("main button")]
                .filter((it) => it.textContent.startsWith("New secret"));
            button.click();
            requestAnimationFrame(() => {
                document.querySelector("dialog").close();
                button.click();
            });
        }"""
    )
    hand.press(dialog.get_by_role("button", name="Make a new secret"))
    expect(copy).to_be_focused()
    hand.press(page.get_by_role("button", name="Delete it"))
    hand.press(dialog.get_by_role("button", name="Delete it"))
    expect(page.get_by_text("None so far.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_for_those_who_do_not_see_or_point(
    candidate: Candidate, endpoint: str, scheme: str
) -> None:
    page = candidate.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    candidate.register(then=PAGE)
    make(candidate, f"{endpoint}/broken")
    page.go_back()
    expect(page.get_by_role("list", name="Your webhooks")).to_be_visible()
    assert violations(page) == []
    page.go_forward()
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_role("row").filter(has_text="test")).to_contain_text("HTTP 500")
    assert violations(page) == []
