"""Takes the results of failing tests apart: what came beside what is expected, and what is wrong.

Theory of operation
-------------------
A result of the form that is expected has its numbers in one line, and the comparison kept which of
its parts are wrong (`Judged.wrong`). Any other is walked through beside what is expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np

from judge.compare import Difference, compare
from judge.compare.value import as_numbers
from judge.diagnosis.evidence import Evidence
from judge.diagnosis.judged import Judged
from judge.diagnosis.part import Part
from judge.diagnosis.plan import Array, Branch, Leaf, Plan, computable, leaves

# Beyond these a part is told by its difference alone: the time of a diagnosis is bounded.
_MAX_PARTS = 200
_MAX_ENTRIES = 200_000
_MAX_IN_LINE = 4096


def gather(failing: Sequence[Judged]) -> Evidence:
    """Take failing tests apart."""
    laid = _Laid([], [], [])
    for test in failing:
        if test.given.tolerance.mode != "value":
            laid.add(_malformed(test))
        elif test.line is None:
            _lay(test.given.plan, test.actual, test, laid)
        else:
            laid.parts.extend([Part(leaf, test, at) for leaf, at in test.wrong])
    parts, structural = laid.parts, laid.structural
    if laid.doubtful:
        right = _right_ones(laid.doubtful)
        parts = [part for part in parts if id(part) not in right]
    if _is_too_much(parts):
        structural += [test.difference for test in failing if test.difference]
        parts = parts[:1]
    # Single numbers agree with much by chance: they come last.
    parts.sort(key=attrgetter("leaf.rank"))
    return Evidence(tuple(parts), tuple(failing), tuple(structural))


@dataclass(frozen=True, eq=False)
class _Laid:
    """What has been laid side by side."""

    parts: list[Part]
    doubtful: list[Part]
    """Those of them that may be right."""
    structural: list[Difference]

    def add(self, found: Part | Difference) -> None:
        """Something that is wrong."""
        if isinstance(found, Part):
            self.parts.append(found)
        else:
            self.structural.append(found)


def wrong_paths(failing: Sequence[Judged]) -> list[str]:
    """Where in the results something is wrong; nowhere where they can't be laid side by side."""
    if all(test.line is not None and test.given.tolerance.mode == "value" for test in failing):
        return list(dict.fromkeys([leaf.path for test in failing for leaf, _ in test.wrong]))
    evidence = gather(failing)
    return [] if evidence.structural else evidence.paths


def _is_too_much(parts: Sequence[Part]) -> bool:
    if len(parts) > _MAX_PARTS:
        return True
    # What stands in a line has as many numbers as are expected.
    due = sum([part.leaf.rank[1] for part in parts])
    more = sum([part.got.size - part.leaf.rank[1] for part in parts if part.begin is None])
    return 2 * due + more > _MAX_ENTRIES


def _malformed(test: Judged) -> Part | Difference:
    """The array of a result that has a shape, or numbers, that no right one has."""
    difference = test.difference
    assert difference is not None
    if difference.code not in ("shape", "non_finite"):
        return difference
    leaf = test.given.leaves.get(difference.path)
    got = dict(leaves(test.actual)).get(difference.path)
    if leaf is None or got is None:
        return difference
    return Part.of(leaf, got, test)


def _lay(plan: Plan, actual: Any, test: Judged, laid: _Laid) -> None:
    """Lay an actual result beside the expected one."""
    if isinstance(plan, Branch):
        if _is_alike(plan.value, actual):
            for key, item in plan.items:
                _lay(item, actual[key], test, laid)
            return
        found = compare(plan.value, actual, test.tolerance, plan.path)
        if found:
            laid.structural.append(found)
        return
    if type(actual) is float and plan.kind == "f":
        got: Array | None = np.asarray(actual)
    else:
        got = as_numbers(actual) if plan.kind else None
    if got is None or plan.kind != "f" or got.dtype.kind != "f":
        found = _difference(plan, actual, test)
        if found is None:
            return
        if got is None or found.code == "dtype":
            laid.structural.append(found)
        else:
            laid.parts.append(Part.of(plan, computable(got), test))
        return
    got = computable(got)
    part = Part.of(plan, got, test)
    if plan.path and part.is_in_shape:
        if 0 < got.size <= _MAX_IN_LINE:
            laid.doubtful.append(part)
        elif plan.is_right(got):
            return
    laid.parts.append(part)


def _difference(plan: Leaf, actual: Any, test: Judged) -> Difference | None:
    if not plan.path:
        return test.difference
    if type(actual) is int and type(plan.value) is int and actual == plan.value:
        return None  # most counts and sizes, quickly
    return compare(plan.value, actual, plan.tolerance, plan.path)


def _right_ones(parts: Sequence[Part]) -> frozenset[int]:
    """Which parts are right, by their ids; there are entries in all of them."""
    got = np.concatenate([part.flat() for part in parts])
    error = np.abs(got - np.concatenate([part.leaf.flat for part in parts]))
    close = error <= np.concatenate([part.leaf.flat_allowed for part in parts])
    ends = np.cumsum([part.got.size for part in parts])
    begins = np.concatenate([[0], ends[:-1]])
    right = np.logical_and.reduceat(close, begins).tolist()
    return frozenset(
        id(part)
        for part, is_right in zip(parts, right, strict=True)
        if is_right or (not part.leaf.is_finite and part.leaf.is_right(part.got))
    )


def _is_alike(expected: Any, actual: Any) -> bool:
    """Whether two nested values have the same items."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and expected.keys() == actual.keys()
    return isinstance(actual, list | tuple) and len(expected) == len(actual)
