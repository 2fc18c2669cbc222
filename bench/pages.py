"""How fast pages open: Lighthouse on a phone and on a desk, and when the editor takes a key.

    python -m bench.pages [--rounds N] [--address URL] [--json FILE]

Lighthouse comes from npm's registry when it is first used, in the version below: it is too heavy
for every install. Its throttling is simulated, from what was loaded when and from the times on the
processor, so only figures of a quiet machine mean anything. Medians of the rounds are shown.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.browser import find_chromium, launch
from bench.output import ROOT, markdown, write_json
from bench.service import PROBLEM, Service

LIGHTHOUSE = "lighthouse@12.8.2"  # the newest that runs on Node 20
PAGES = {
    "home": "/",
    "catalogue": "/problems",
    "problem": f"/problems/{PROBLEM}",
    "lab": "/labs/calculus-and-gradients",
    "deck": "/questions/differentiable-functions",
}
CATEGORIES = ("performance", "accessibility", "best-practices")
AUDITS = {
    "FCP ms": "first-contentful-paint",
    "LCP ms": "largest-contentful-paint",
    "TBT ms": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
}
BOUND = 95
_LIGHTHOUSE_SECONDS = 180
_FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run"
_SIZES = {"phone": (412, 823), "desk": (1440, 900)}
# The editor is there when it can be written in; it lives in a shadow root.
_WATCH_EDITOR = """
(() => {
  const look = () => {
    const editor = document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content");
    if (editor?.isContentEditable) window.nablaEditor = performance.now();
    else setTimeout(look, 5);
  };
  look();
})()
"""


def lighthouse(address: str, chromium: str, *, phone: bool) -> dict[str, float]:
    """Scores of one page, 0 to 100, and the figures behind them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [
            "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json",
            f"--output-path={file}", f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={_FLAGS}", *([] if phone else ["--preset=desktop"]),
        ]  # fmt: skip
        environment = os.environ | {"CHROME_PATH": chromium}
        subprocess.run(command, env=environment, check=True, timeout=_LIGHTHOUSE_SECONDS)
        report: dict[str, Any] = json.loads(file.read_text())
    found: dict[str, float] = {
        name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES
    }
    found |= {name: report["audits"][audit]["numericValue"] for name, audit in AUDITS.items()}
    requests = report["audits"]["network-requests"]["details"]["items"]
    found["requests"] = len(requests)
    found["KB"] = sum(request.get("transferSize", 0) for request in requests) / 1000
    return found


def time_editor(browser: Browser, base: str, size: str, rounds: int) -> dict[str, float]:
    """Milliseconds from the start of the navigation until the editor takes keys; medians.

    `first`: nothing kept by the browser; `again`: its files are.
    """
    times: dict[str, list[float]] = {"first": [], "again": []}
    width, height = _SIZES[size]
    for _ in range(rounds):
        context = browser.new_context(base_url=base, viewport={"width": width, "height": height})
        page = context.new_page()
        page.add_init_script(_WATCH_EDITOR)
        for visit in times:
            page.goto(f"/problems/{PROBLEM}")
            if size == "phone":  # it stands below the statement, and comes when its place does
                page.get_by_role("link", name="To the editor").click()
            ready = page.wait_for_function("() => window.nablaEditor", timeout=60_000).json_value()
            editor = page.get_by_role("textbox", name="Python code for")
            editor.click()
            page.keyboard.type("# typed")
            page.wait_for_function(
                "() => document.querySelector('.editor').shadowRoot.textContent.includes('# typed')"
            )
            times[visit].append(ready)
        context.close()
    return {visit: statistics.median(values) for visit, values in times.items()}


def measure(base: str, rounds: int, pages: dict[str, str]) -> dict[str, Any]:
    """Everything, medians of `rounds`."""
    chromium = find_chromium()
    if chromium is None or shutil.which("npx") is None:
        sys.exit("Chromium and npx are needed: apt-get install chromium nodejs npm")
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        editor = {size: time_editor(browser, base, size, rounds) for size in _SIZES}
        browser.close()
    scores: dict[str, dict[str, dict[str, float]]] = {}
    for size in _SIZES:
        scores[size] = {}
        for name, path in pages.items():
            runs = [lighthouse(base + path, chromium, phone=size == "phone") for _ in range(rounds)]
            scores[size][name] = {
                figure: statistics.median(run[figure] for run in runs) for figure in runs[0]
            }
            print(f"{size} {name}: {scores[size][name]['performance']:.0f}", file=sys.stderr)
    return {"editor": editor, "lighthouse": scores}


def tables(results: dict[str, Any]) -> str:
    """The results for people."""
    head = ("Lighthouse", "page", *CATEGORIES, *AUDITS, "requests", "KB")
    rows = [
        (size, page, *(_figure(name, found[name]) for name in head[2:]))
        for size, pages in results["lighthouse"].items()
        for page, found in pages.items()
    ]
    editor = [
        (size, f"{times['first']:.0f}", f"{times['again']:.0f}")
        for size, times in results["editor"].items()
    ]
    below = [
        f"{size} {page} {name}: {found[name]:.0f}"
        for size, pages in results["lighthouse"].items()
        for page, found in pages.items()
        for name in CATEGORIES
        if round(found[name]) < BOUND
    ]
    return "\n\n".join(
        (
            markdown(head, rows),
            markdown(("navigation to the first key, ms", "first visit", "again"), editor),
            f"Below {BOUND}: {', '.join(below) or 'nothing'}.",
        )
    )


def _figure(name: str, value: float) -> str:
    return f"{value:.3f}" if name == "CLS" else f"{value:.0f}"


@contextlib.contextmanager
def _service(address: str | None) -> Iterator[str]:
    if address is not None:
        yield address.rstrip("/")
        return
    with Service(cells=1) as service:
        yield service.base


def main() -> None:
    """Measure a service of our own, or the one at an address; print tables, keep JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--address", help="of a service that runs already")
    parser.add_argument("--page", action="append", choices=PAGES, help="these alone")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "pages.json")
    options = parser.parse_args()
    pages = {name: PAGES[name] for name in options.page or PAGES}
    with _service(options.address) as base:
        results = measure(base, options.rounds, pages)
    write_json(options.json, results)
    print(tables(results))


if __name__ == "__main__":
    main()
