"""Measure everything in one run, print tables, keep them; about ten minutes.

    python -m bench [--rounds N] [--quick] [--postgres URL] [--peers] [--docs] [--json FILE]

One round runs every item once, so that a noisy neighbor disturbs all of them alike. Ratios are
what to read; milliseconds belong to the machine. The tables go to a Markdown file beside the JSON.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import browser, load, peers, report
from bench.catalogue import write_problems
from bench.items import Items
from bench.output import ROOT, about_machine, read_json, replace_between, write_json
from bench.service import Service

_WARM_UP_ROUNDS = 5
_TURNS, _QUICK_TURNS = 15, 3
_BROWSER_ROUNDS = 15
_CATALOGUE_ROUNDS = 31


def measure(items: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every item in every round, after a few rounds that do not count."""
    times: dict[str, list[float]] = {name: [] for name in items}
    for number in range(-_WARM_UP_ROUNDS, rounds):
        for name, item in items.items():
            begun = time.perf_counter()
            item()
            elapsed = (time.perf_counter() - begun) * 1000
            if number >= 0:
                times[name].append(elapsed)
        if sys.stderr.isatty():
            print(f"\rround {max(number + 1, 0)} of {rounds}", end="", file=sys.stderr)
    return times


def run(options: argparse.Namespace) -> report.Results:
    """Measure all of it."""
    seconds = 2.0 if options.quick else 5.0
    cores = len(os.sched_getaffinity(0))
    with Items(options.postgres, few=options.quick) as items:
        with peers.items(items, wanted=options.peers) as others:
            named = items.all() | others
            _say(f"{len(named)} items, {options.rounds} rounds")
            times = measure(named, options.rounds)
        _say("throughput of the library")
        rates = items.rates(cores, _QUICK_TURNS if options.quick else _TURNS)
        _say("clients at once")
        http = load.throughput(
            items.service, {"177": items.typical.problem, "small": items.small.problem}, seconds
        )
        _say("a flood")
        flood = load.flood(items.service, items.code)
        _say("a browser")
        pixels = {}
        for name, service in items.services.items():
            parts = browser.measure(service, items.code, _BROWSER_ROUNDS)
            if parts is not None:
                pixels[name] = browser.medians(parts)
        _say("starts and memory")
        extra: dict[str, Any] = {"flood": flood, **starts(items.service, items.code)}
    if not options.quick:
        _say("a large catalogue")
        extra["catalogue_ms"] = catalogue()
    return {
        **about_machine(),
        "rounds": options.rounds,
        "items": report.summarise(times),
        "throughput": {
            "cores": cores,
            "per_second": {name: statistics.median(row) for name, row in rates.items()},
            "best": {name: max(row) for name, row in rates.items()},
        },
        "http": http,
        "browser": pixels,
        "service": extra,
    }


def starts(service: Service, code: str) -> dict[str, float]:
    """Seconds until another `make run` is ready, and MiB of the idle service after it."""
    service.stop()
    again = service.start("make", "--no-print-directory", "run")
    with contextlib.closing(service.new_person()) as person:
        person.accepted(code)
    time.sleep(1)  # what the last submission left is put away
    return {"second_start_seconds": again, "memory_mib": service.memory_mib()}


def catalogue() -> float:
    """Median milliseconds of the first page of a catalogue of many problems."""
    with tempfile.TemporaryDirectory() as folder, _large_catalogue(Path(folder)) as person:
        item = {"catalogue": lambda: person.get("problems?limit=100")}
        return report.summarise(measure(item, _CATALOGUE_ROUNDS))["catalogue"]["p50_ms"]


@contextlib.contextmanager
def _large_catalogue(folder: Path) -> Iterator[Any]:
    with (
        Service(cells=2, problems=write_problems(folder / "problems")) as service,
        contextlib.closing(service.new_person()) as person,
    ):
        yield person


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print, write; the status is 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="shorter: few problems")
    parser.add_argument("--postgres", metavar="URL", help="an empty database, to measure over too")
    parser.add_argument("--peers", action="store_true", help="other judges too: see bench/peers.py")
    parser.add_argument("--docs", action="store_true", help="put the tables into the documentation")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "last.json")
    options = parser.parse_args()
    earlier = read_json(options.json)
    results = run(options)
    text = report.tables(results)
    print(text)
    for line in report.moved(earlier, results):
        print(f"moved since the last run: {line}")
    write_json(options.json, results)
    options.json.with_suffix(".md").write_text(text)
    if options.docs:
        replace_between(ROOT / "docs" / "performance.md", "bench", text)
    print(f"kept in {options.json} and {options.json.with_suffix('.md')}")
    return 0 if all(budget.met for budget in report.budgets(results)) else 1


if __name__ == "__main__":
    sys.exit(main())
