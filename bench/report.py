"""What was measured, as tables to read, and beside the run before."""

import statistics
from dataclasses import dataclass
from typing import Any

from bench.output import markdown

Results = dict[str, Any]
_JUDGED = ("small", "ten gradient checks", "177")
# What 150 a second come to on a machine that takes 60 ms to import NumPy.
_JUDGED_IN_AN_IMPORT = 9
# A median that differs by less is noise.
_MOVED = 0.15


@dataclass(frozen=True)
class Budget:
    """A bound on a figure; `least`: it is a bound from below. `value` None: not measured here."""

    what: str
    value: float | None
    bound: float
    least: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        """Within the bound, or not measured."""
        if self.value is None:
            return True
        return self.value >= self.bound if self.least else self.value <= self.bound

    def row(self) -> tuple[str, str, str, str]:
        """As the table shows it."""
        bound = f"{'≥' if self.least else '≤'} {self.bound:g} {self.unit}".strip()
        if self.value is None:
            return self.what, "not measured", bound, "-"
        value = f"{self.value:.3g} {self.unit}".strip()
        return self.what, value, bound, "met" if self.met else "MISSED"


def summarise(times: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Median, ninth decile and 99th percentile of each item's milliseconds."""
    return {
        name: {
            "p50_ms": statistics.median(row),
            "p90_ms": statistics.quantiles(row, n=10, method="inclusive")[-1],
            "p99_ms": statistics.quantiles(row, n=100, method="inclusive")[-1],
        }
        for name, row in times.items()
    }


def budgets(results: Results) -> list[Budget]:
    """Every budget with what was measured for it."""
    items = results["items"]

    def p50(name: str) -> float | None:
        return items[name]["p50_ms"] if name in items else None

    def over(name: str, base: str, quantile: str = "p50_ms") -> float | None:
        if name not in items or base not in items:
            return None
        return float(items[name][quantile] / items[base]["p50_ms"])

    fork, program = "plain fork", "the program, no sandbox"
    large = items["judge, 10 MB"]["p50_ms"] - items["judge, the same with 16 bytes"]["p50_ms"]
    sixteen = next(
        (row for row in results["http"] if (row["clients"], row["problem"]) == (16, "177")), None
    )
    cores = results["throughput"]["cores"]
    rates = results["throughput"]["per_second"]
    found = [
        Budget("process cell / plain fork", over("judge", fork), 1.3),
        Budget("Docker cell / plain fork", over("judge, docker cell", fork), 1.5),
        Budget("process cell / import numpy and the program", over("judge", program), 0.1),
        Budget(
            "Docker cell / import numpy and the program", over("judge, docker cell", program), 0.1,
        ),
        Budget("HTTP ?wait / plain fork, p50", over("http wait", fork), 3),
        Budget("HTTP ?wait / plain fork, p99", over("http wait", fork, "p99_ms"), 8),
        Budget(
            "10 MB of input / a copy of it", large / items["copy of 10 MB"]["p50_ms"], 3,
        ),
        *(
            Budget(f"judged a second and core, {name}", rates[name] / cores, 150, least=True)
            for name in _JUDGED
        ),
        *(
            Budget(
                f"judged by a core while one NumPy is imported, {name}",
                rates[name] / cores / rates["import numpy"], _JUDGED_IN_AN_IMPORT, least=True,
            )
            for name in _JUDGED
        ),
        Budget("the problem page's call", p50("problem"), 5, unit="ms"),
    ]  # fmt: skip
    if sixteen is not None:
        found += [
            Budget("judged a second over HTTP, 16 clients", sixteen["per_second"], 120, least=True),
            Budget("lost under load", sum(row["lost"] for row in results["http"]), 0),
        ]
    extra = results["service"]
    return [
        *found,
        Budget("another's p95, flooded / quiet", extra["flood"]["ratio"], 3),
        Budget("a catalogue of 1,000 problems", extra.get("catalogue_ms"), 15, unit="ms"),
        Budget("idle memory with two cells", extra["memory_mib"], 250, unit="MiB"),
        Budget("second `make run` ready", extra["second_start_seconds"], 3, unit="s"),
    ]


def tables(results: Results) -> str:
    """All tables, in Markdown."""
    items = results["items"]
    fork, numpy = items["plain fork"]["p50_ms"], items["import numpy"]["p50_ms"]
    machine = results["machine"]
    parts = [
        f"Measured {results['at'][:10]} on {machine['cores']} cores ({machine['processor']}), "
        f"{machine['memory_gib']} GiB, Linux {machine['kernel']}, Python {machine['python']}, "
        f"NumPy {machine['numpy']}; {results['rounds']} interleaved rounds of `make bench`.",
        markdown(
            ("budget", "measured", "bound", ""),
            (budget.row() for budget in budgets(results)),
        ),
        markdown(
            ("one after another", "x plain fork", "x import numpy", "p50 ms", "p90 ms", "p99 ms"),
            (
                (
                    name, f"{row['p50_ms'] / fork:.2f}", f"{row['p50_ms'] / numpy:.3f}",
                    *(f"{value:.2f}" for value in row.values()),
                )
                for name, row in items.items()
            ),
        ),
        markdown(
            (
                "a second and core, one after another waiting",
                "in cells", "in the best turn", "plain forks", "in the best turn",
            ),
            _rates(results["throughput"]),
        ),
        markdown(
            (
                "clients at once", "judged/s", "lost", "p50 ms", "p90 ms", "p99 ms",
                "ms of CPU the clients took for one",
            ),
            (
                (
                    f"{row['clients']}, {row['problem']}", f"{row['per_second']:.0f}",
                    str(row["lost"]),
                    *(f"{row[key]:.0f}" for key in ("p50_ms", "p90_ms", "p99_ms")),
                    f"{row['client_ms']:.2f}",
                )
                for row in results["http"]
            ),
        ),
    ]  # fmt: skip
    pixels = results["browser"]
    if pixels:
        parts.append(
            markdown(
                ("from key press to pixels, p50 ms", *pixels),
                (
                    (name, *(f"{found[name]:.1f}" for found in pixels.values()))
                    for name in next(iter(pixels.values()))
                ),
            )
        )
    return "\n\n".join(parts) + "\n"


def _rates(throughput: Results) -> list[tuple[str, ...]]:
    def a_core(name: str) -> tuple[str, str]:
        if name not in throughput["best"]:
            return "-", "-"
        best, median = throughput["best"][name], throughput["per_second"][name]
        return f"{median / throughput['cores']:.0f}", f"{best / throughput['cores']:.0f}"

    return [
        (name, *a_core(name), *a_core(f"plain fork, {name}"))
        for name in throughput["best"]
        if not name.startswith(("plain fork", "import"))
    ]


def moved(earlier: Results | None, results: Results) -> list[str]:
    """What has changed since the run before, as ratios to the plain fork of each run."""
    if earlier is None or "plain fork" not in earlier.get("items", {}):
        return []
    found = []
    for name, row in results["items"].items():
        before = earlier["items"].get(name)
        if before is None:
            continue
        then = before["p50_ms"] / earlier["items"]["plain fork"]["p50_ms"]
        now = row["p50_ms"] / results["items"]["plain fork"]["p50_ms"]
        if abs(now / then - 1) > _MOVED:
            found.append(f"{name}: {then:.2f} -> {now:.2f} x plain fork ({now / then - 1:+.0%})")
    return found
