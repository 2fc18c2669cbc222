"""What an explanation of a wrong answer takes, in milliseconds of computing.

Measured when all runs are over, so that nothing else of ours computes beside it: each wrong answer
once, in an order by lot, so that one problem's numbers are not at hand from the answer before. The
problems are rehearsed, as the service does it. What is measured is one call of `explain` for one
submission: the author's words, the cause, the slip. The comparison of its tests, which goes before
it as the answers come in, is stated apart.
"""

import gc
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from judge.diagnosis import lay
from judge.explain import explain
from judge.published import Published
from judge.rehearsal import rehearse
from judge.runner import Fault

_SIZES = (10, 100, 1_000, 10_000)
_QUANTILES = (50, 90, 99, 100)


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: what came in each test (and the arguments changed), or its exception."""

    problem: str
    values: Mapping[int, tuple[Any, tuple[str, ...]]]
    faults: Mapping[int, Fault]
    withheld: bool = False
    """Whether the author's words are."""


@dataclass(frozen=True)
class _Cost:
    """Milliseconds; and how large the largest array is that was expected in a failing test."""

    comparison: float
    explanation: float
    entries: int


def table_of_times(problems: Mapping[str, bytes], answers: Sequence[Wrong]) -> str:
    """Explain all of them, and say how long that took."""
    ready: dict[tuple[str, bool], Published] = {}
    rehearsals = []
    for name, kept in problems.items():
        published = Published.from_bytes(kept)
        begun = time.thread_time()
        rehearse(published)
        rehearsals.append(1000 * (time.thread_time() - begun))
        # Two views of the same tests: these keep what was found of them.
        withheld = replace(published, mistakes=())
        withheld.__dict__["known_slips"] = published.known_slips
        ready[name, False], ready[name, True] = published, withheld
    order = list(answers)
    random.Random(0).shuffle(order)
    # The answers held here are many times what a service holds: collecting them is not its work.
    gc.collect()
    gc.freeze()
    costs = [_cost(ready[answer.problem, answer.withheld], answer) for answer in order]
    rows: dict[str, list[float]] = defaultdict(list)
    for cost in costs:
        rows["an explanation"].append(cost.explanation)
        most = next((size for size in _SIZES if cost.entries <= size), None)
        rows[f"  up to {most} entries" if most else "  more entries"].append(cost.explanation)
    rows["  of all up to 10000"] = [c.explanation for c in costs if c.entries <= _SIZES[-1]]
    rows["its comparison, before"] = [cost.comparison for cost in costs]
    rows["the rehearsal of a problem"] = rehearsals
    names = (
        "an explanation", *(f"  up to {size} entries" for size in _SIZES), "  more entries",
        "  of all up to 10000", "its comparison, before", "the rehearsal of a problem",
    )  # fmt: skip
    columns = "".join(f"{name:>8}" for name in ("p50", "p90", "p99", "most", "< 1 ms"))
    head = f"Milliseconds of computing\n{'':28}{'all':>7}{columns}"
    return "\n".join([head, *(_row(name, rows[name]) for name in names if rows[name])])


def _cost(published: Published, answer: Wrong) -> _Cost:
    begun = time.thread_time()
    tests = {
        index: lay(published.cases[index].given, value, changed)
        for index, (value, changed) in answer.values.items()
    }
    compared = time.thread_time()
    explain(published, tests, answer.faults, all_ran=True)
    done = time.thread_time()
    failing = [test for test in tests.values() if test.difference]
    sizes = (leaf.wanted.size for test in failing for leaf in test.given.leaves.values())
    return _Cost(1000 * (compared - begun), 1000 * (done - compared), max(sizes, default=0))


def _row(name: str, numbers: Sequence[float]) -> str:
    figures = "".join(f"{number:8.2f}" for number in np.percentile(numbers, _QUANTILES))
    return f"{name:28}{len(numbers):7}{figures}{np.mean(np.array(numbers) < 1):8.1%}"
