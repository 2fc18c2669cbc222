"""From the press of a key to the pixels of a verdict, in a real browser, part by part."""

import os
import shutil
import statistics
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from bench.service import PROBLEM, Person, Service

_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_WARM_UP = 2
# Notes when the key went down, and the first frame after a verdict has come into the page.
_WATCH = """
() => {
  const watch = (window.nablaWatch = { down: 0, shown: 0 });
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    document.querySelectorAll(".verdict").forEach((old) => (old.dataset.old = "yes"));
    performance.clearResourceTimings();
    watch.down = event.timeStamp;
    watch.shown = 0;
  }, true);
  new MutationObserver(() => {
    if (!watch.down || watch.seen === watch.down) return;
    if (!document.querySelector(".verdict:not([data-old])")) return;
    watch.seen = watch.down;
    // The callback runs before the frame is painted, the task after it once it has been.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (watch.shown = performance.now());
      channel.port2.postMessage(null);
    });
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
}
"""
_READ = """
() => {
  const watch = window.nablaWatch;
  const entries = performance.getEntriesByType("resource");
  const sent = entries.find((e) => /\\/submissions\\?wait=/.test(e.name));
  if (!watch.shown || !sent) return null;
  // Only what is not judged at once is followed.
  const events = entries.find((e) => e.name.endsWith("/events"));
  return {
    down: watch.down, sent: sent.startTime, answered: sent.responseEnd,
    done: events?.responseEnd ?? sent.responseEnd, shown: watch.shown,
  };
}
"""
PARTS = {
    "key press to request sent": ("down", "sent"),
    "request to answer (stored on disk, and judged if that is quick)": ("sent", "answered"),
    "answer to verdict, where that comes by events": ("answered", "done"),
    "verdict received to painted": ("done", "shown"),
    "key press to pixels": ("down", "shown"),
}


def find_chromium() -> str | None:
    """Return the path of Chromium; the driver that drives it then runs on the Node that is here."""
    node = shutil.which("node")
    if node is not None:  # the driver's own may need libraries that are not here
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, chromium: str) -> Browser:
    """Start it."""
    return playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))


def measure(service: Service, code: str, rounds: int) -> dict[str, list[float]] | None:
    """Milliseconds of each part in each round; None where there is no browser."""
    chromium = find_chromium()
    if chromium is None:
        return None
    person = service.new_person()
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright, chromium)
            page = browser.new_page(base_url=service.base)
            _open(page, person, code)
            return _measure(page, rounds)
    finally:
        person.close()


def _open(page: Page, person: Person, code: str) -> None:
    answer = page.request.post(
        "/api/v1/auth/login",
        data={"username": person.name, "password": person.password},
        headers={"Origin": person.base},
    )
    assert answer.ok, answer.text()
    page.goto(f"/problems/{PROBLEM}")
    editor = page.get_by_role("textbox", name="Python code for")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
    page.evaluate(_WATCH)


def _measure(page: Page, rounds: int) -> dict[str, list[float]]:
    parts: dict[str, list[float]] = {name: [] for name in PARTS}
    for number in range(-_WARM_UP, rounds):
        page.keyboard.press("Control+Shift+Enter")
        found: dict[str, Any] = page.wait_for_function(_READ, timeout=60_000).json_value()
        if number >= 0:
            for name, (begin, end) in PARTS.items():
                parts[name].append(found[end] - found[begin])
        page.wait_for_timeout(200)  # a person reads; a child gets ready
    return parts


def medians(parts: dict[str, list[float]]) -> dict[str, float]:
    """Median milliseconds of each part."""
    return {name: statistics.median(row) for name, row in parts.items()}
