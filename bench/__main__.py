"""Measure everything in one run, in interleaved rounds, and print medians and ratios.

    python -m bench [--rounds N] [--json FILE]

One round runs every item once, so that a noisy neighbour disturbs all of them alike. Ratios are
what to read; milliseconds belong to the machine.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.items import Items

ROOT = Path(__file__).resolve().parents[1]
# (item, the item it is compared with, the most that the ratio may be)
BUDGETS = (
    ("judge", "import numpy", 1 / 10),
    ("judge, docker cell", "import numpy", 1 / 10),
    ("http wait", "import numpy", 1 / 3),
    ("judge", "plain fork", 1.3),
    ("judge, docker cell", "plain fork", 1.5),
)
_THROUGHPUT_SECONDS = 3.0
_WARM_UP_ROUNDS = 5


def measure(items: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
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
    print(file=sys.stderr)
    return times


def main() -> int:
    """Measure, print, write; the status is 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "last.json")
    options = parser.parse_args()

    with Items(ROOT) as items:
        times = measure(items.all(), options.rounds)
        tests = items.tests
        cores = len(os.sched_getaffinity(0))
        rates = {
            f"{name}, {cells} cells on {cores} cores": items.throughput(
                cells, _THROUGHPUT_SECONDS, small=name == "a small problem"
            )
            for name in ("177", "a small problem")
            for cells in sorted({1, cores})
        }
    medians = {name: statistics.median(row) for name, row in times.items()}
    p90 = {name: statistics.quantiles(row, n=10)[-1] for name, row in times.items()}
    floor = medians["plain fork"]

    print(
        f"Gradient checking (177), its reference solution, {tests} tests, {options.rounds} rounds"
    )
    print(f"{'':34} {'p50 ms':>8} {'p90 ms':>8} {'x fork':>8}")
    for name in times:
        ratio = medians[name] / floor
        print(f"{name:34} {medians[name]:8.2f} {p90[name]:8.2f} {ratio:8.2f}")
    for name, rate in rates.items():
        print(f"throughput of {name}: {rate:.0f} submissions/s")
    missed = 0
    for name, base, most in BUDGETS:
        if name not in medians:
            continue
        ratio = medians[name] / medians[base]
        met = ratio <= most
        missed += not met
        mark = "met" if met else "MISSED"
        print(f"budget: {name} / {base} = {ratio:.3f}, at most {most:.3f}: {mark}")

    options.json.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "kernel": platform.release(),
            "python": platform.python_version(),
        },
        "rounds": options.rounds,
        "tests": tests,
        "p50_ms": medians,
        "p90_ms": p90,
        "submissions_per_second": rates,
    }
    options.json.write_text(json.dumps(record, indent=2) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
