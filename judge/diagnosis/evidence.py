"""What is known of a submission's tests, laid out so that a cause can be tried on all of them.

Theory of operation
-------------------
A result may be nested; its arrays are looked at one by one. An array that is wrong is a `Part`,
with the test that it comes from. A cause is tried on every part and said only when it explains all
of them, up to rounding, so that what is said is true of every failing test. No message holds a
number that comes from a test: the words name parameters and dimensions of the problem instead.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare import Difference, compare
from judge.compare.value import as_numbers
from judge.diagnosis.given import Array, Branch, Given, Leaf, Plan, computable, leaves
from judge.spec.model import Compare

# Beyond these a part is told by its difference alone: the time of a diagnosis is bounded.
_MAX_PARTS = 200
_MAX_ENTRIES = 200_000
_LAID = frozenset(("value", "imprecise"))
"""What differs where shapes, types and NaN do not."""


@dataclass(frozen=True)
class Diagnosis:
    """A cause: a stable code, and a sentence for the candidate."""

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """As it goes over the wire."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True)
class Judged:
    """A test that gave a value. `difference` is None when it was right."""

    given: Given
    actual: Any
    difference: Difference | None
    changed: tuple[str, ...] = ()
    """Inputs that the call changed in place, by the word of the candidate's process."""

    @property
    def expected(self) -> Any:
        """What was to come."""
        return self.given.expected

    @property
    def tolerance(self) -> Compare:
        """How close."""
        return self.given.tolerance


@dataclass(frozen=True, eq=False)
class Part:
    """An array of a failing test's result that is wrong, in a type in which it can be computed."""

    leaf: Leaf
    got: Array
    test: Judged

    @property
    def path(self) -> str:
        """Where it stands in the result."""
        return self.leaf.path

    @property
    def wanted(self) -> Array:
        """What was expected in its place."""
        return self.leaf.wanted

    @property
    def relative(self) -> float:
        """How far a value may be from a guess, relatively, to count as that guess."""
        return self.leaf.relative

    @property
    def absolute(self) -> float:
        """The same, absolutely."""
        return self.leaf.absolute

    @cached_property
    def code(self) -> str:
        """What the comparison says of it."""
        if self.wanted.shape != self.got.shape:
            return "shape"
        found = compare(self.wanted, self.got, self.test.tolerance)
        return found.code if found else ""

    @cached_property
    def is_finite(self) -> bool:
        """Whether what came has neither NaN nor infinity in it."""
        difference = self.test.difference
        if difference and not self.leaf.path and difference.code in _LAID and self.leaf.is_finite:
            return True
        return bool(np.isfinite(self.got).all())

    @cached_property
    def probe(self) -> tuple[tuple[int, ...], Any, Any]:
        """A place, what was expected there (NaN in another shape), and what came: the largest."""
        place = np.unravel_index(int(np.abs(self.got).argmax()), self.got.shape)
        at = tuple(int(i) for i in place)
        wanted = self.wanted[at].item() if self.got.shape == self.wanted.shape else math.nan
        return at, wanted, self.got[at].item()

    @cached_property
    def error(self) -> Array:
        """actual - expected; only where the shapes are the same."""
        return np.asarray(self.got - self.wanted)

    @cached_property
    def worst(self) -> float:
        """The largest error."""
        return float(np.abs(self.error).max(initial=0.0))

    @cached_property
    def wrong(self) -> NDArray[np.bool_]:
        """Which entries are wrong; only where the shapes are the same."""
        right = np.abs(self.error) <= self.leaf.allowed
        if not (self.leaf.is_finite and self.is_finite):
            right |= np.isnan(self.wanted) & np.isnan(self.got) | (self.wanted == self.got)
        return np.asarray(~right)

    @cached_property
    def ratio(self) -> float | None:
        """actual / expected, None where that is not one number."""
        at = self.leaf.at
        wanted, got = self.wanted[at], self.got[at]
        if wanted == 0 or np.iscomplexobj(wanted) or np.iscomplexobj(got):
            return None
        ratio = float(got / wanted)
        if ratio == 0 or not self.is_near(self.probe[1] * ratio):
            return None
        return ratio if self.is_close(self.wanted * ratio) else None

    def is_near(self, guess: Any) -> bool:
        """Whether a guess at one number, at the probe's place, is as good as that number.

        Most guesses are wrong, and one number says so sooner than an array does.
        """
        number = self.probe[2]
        return bool(abs(number - guess) <= max(self.leaf.absolute, self.leaf.relative * abs(guess)))

    def is_close_when(self, changed: Any) -> bool:
        """Whether it would be right, up to rounding, were it changed so."""
        at = self.leaf.at
        bound = max(self.leaf.absolute, self.leaf.relative * float(self.leaf.size[at]))
        if not abs(changed[at] - self.wanted[at]) <= bound:
            return False
        bounds = np.maximum(self.absolute, self.relative * self.leaf.size)
        return bool((np.abs(changed - self.wanted) <= bounds).all())

    def is_close(self, guess: Any) -> bool:
        """Whether the part is this guess, up to rounding. Shapes must be the same."""
        if getattr(guess, "shape", ()) != self.got.shape:
            return False
        if self.got.size > 1 and not self.is_near(guess[self.probe[0]].item()):
            return False
        bound = np.maximum(self.absolute, self.relative * np.abs(guess))
        return bool((np.abs(self.got - guess) <= bound).all())


@dataclass(frozen=True, eq=False)
class Evidence:
    """The failing tests, taken apart, and the passing ones."""

    parts: tuple[Part, ...]
    """Small arrays first, so that a wrong guess fails early and soon."""
    failing: tuple[Judged, ...]
    passing: tuple[Judged, ...]
    structural: tuple[Difference, ...] = ()
    """What is wrong where there are no two arrays to lay side by side."""

    @cached_property
    def paths(self) -> list[str]:
        """Where in the results something is wrong."""
        return list(dict.fromkeys(part.path for part in self.parts))

    @cached_property
    def is_elementwise(self) -> bool:
        """Whether every wrong part is finite numbers in the right shape."""
        return bool(
            self.parts
            and not self.structural
            and self.is_in_shape
            and all(p.got.size and p.is_finite and p.leaf.is_finite for p in self.parts)
        )

    @cached_property
    def is_in_shape(self) -> bool:
        """Whether every wrong part has the right shape."""
        return all(part.got.shape == part.leaf.wanted.shape for part in self.parts)

    @property
    def is_by_value(self) -> bool:
        """Whether what is expected is the one right value, in the tests that count here."""
        checked = any(test.tolerance.mode == "checker" for test in self.passing)
        return not checked and all(test.tolerance.mode == "value" for test in self.failing)

    @cached_property
    def is_real(self) -> bool:
        """Whether no part is complex."""
        return all(p.got.dtype.kind != "c" and p.wanted.dtype.kind != "c" for p in self.parts)

    def all_close(self, guess: Callable[[Part], Any]) -> bool:
        """Whether the guess explains every wrong part, and can be told from the right value."""
        return all(part.is_close(guess(part)) for part in self.parts)

    def at(self, path: str) -> "Evidence":
        """Only the parts at one path."""
        return self._by_path[path]

    @cached_property
    def _by_path(self) -> dict[str, "Evidence"]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.path, []).append(part)
        return {
            path: replace(self, parts=tuple(parts), structural=()) for path, parts in found.items()
        }

    @cached_property
    def distinct(self) -> int:
        """How many different non-zero values were expected in all: what chance has to get right."""
        found: set[float] = set()
        for part in self.parts:
            found |= part.leaf.distinct
            if len(found) > 20:
                break
        return len(found)


Taken = dict[int, list[Part | Difference]]
"""What has been taken apart already, by the tests' ids."""


def gather(failing: Sequence[Judged], passing: Sequence[Judged], taken: Taken) -> Evidence:
    """Take the failing tests apart, those that were not yet."""
    parts: list[Part] = []
    structural: list[Difference] = []
    entries = 0
    for test in failing:
        assert test.difference is not None
        if id(test) not in taken:
            taken[id(test)] = list(_parts(test))
        for found in taken[id(test)]:
            if isinstance(found, Difference):
                structural.append(found)
                continue
            entries += found.got.size + found.wanted.size
            if entries > _MAX_ENTRIES or len(parts) >= _MAX_PARTS:
                structural.append(test.difference)
                break
            parts.append(found)
    # Single numbers agree with much by chance: they come last.
    parts.sort(key=lambda part: (part.wanted.size < 4, part.wanted.size))
    return Evidence(tuple(parts), tuple(failing), tuple(passing), tuple(structural))


def _parts(test: Judged) -> Iterator[Part | Difference]:
    if test.tolerance.mode != "value":
        assert test.difference is not None
        yield _malformed(test, test.difference) or test.difference
        return
    yield from _lay(test.given.plan, test.actual, test)


def _malformed(test: Judged, difference: Difference) -> Part | None:
    """The array of a result that has a shape, or numbers, that no right one has."""
    if difference.code not in ("shape", "non_finite"):
        return None
    leaf = test.given.leaves.get(difference.path)
    got = dict(leaves(test.actual)).get(difference.path)
    return None if leaf is None or got is None else Part(leaf, got, test)


def _lay(plan: Plan, actual: Any, test: Judged) -> Iterator[Part | Difference]:
    """What is wrong, with the expected result and the actual one side by side."""
    if isinstance(plan, Branch):
        if _is_alike(plan.value, actual):
            for key, item in plan.items:
                yield from _lay(item, actual[key], test)
        else:
            found = compare(plan.value, actual, test.tolerance, plan.path)
            if found:
                yield found
        return
    got = None if plan.array is None else as_numbers(actual)
    if got is None or not plan.is_float or got.dtype.kind != "f":
        whole = not plan.path
        found = test.difference if whole else compare(plan.value, actual, plan.tolerance, plan.path)
        if found is None:
            return
        if got is None or found.code == "dtype":
            yield found
            return
    elif plan.path and _is_right(plan, got):
        return
    yield Part(plan, computable(got), test)


def _is_right(leaf: Leaf, got: Array) -> bool:
    if got.shape == leaf.wanted.shape and (np.abs(got - leaf.wanted) <= leaf.allowed).all():
        return True
    return not leaf.is_finite and compare(leaf.wanted, got, leaf.tolerance) is None


def _is_alike(expected: Any, actual: Any) -> bool:
    """Whether two nested values have the same items."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and expected.keys() == actual.keys()
    return isinstance(actual, list | tuple) and len(expected) == len(actual)
