"""What is known of a submission's tests, laid out so that a cause can be tried on all of them.

Theory of operation
-------------------
A result may be nested; its arrays are looked at one by one. An array that is wrong is a `Part`,
with the test that it comes from. A cause is tried on every part and said only when it explains all
of them, up to rounding, so that what is said is true of every failing test. No message holds a
number that comes from a test: the words name parameters and dimensions of the problem instead.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare import Difference, compare
from judge.diagnosis.given import Given
from judge.diagnosis.kept import kept
from judge.diagnosis.layout import in_line
from judge.diagnosis.plan import Array, Leaf
from judge.spec.model import Compare

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


NOT_REFUTED = Diagnosis("", "")
"""What a sample of the failing tests says of a cause whose words depend on all of them."""


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

    @kept
    def line(self) -> Array | None:
        """The numbers that came, in one line; None where their form is not what is expected."""
        given = self.given
        return None if given.layout is None else in_line(given.plan, self.actual)


@dataclass(eq=False)
class Part:
    """An array of a failing test's result that is wrong, in a type in which it can be computed.

    Nobody changes one. It is not frozen: dozens are made, and that would take thrice as long.
    """

    leaf: Leaf
    got: Array
    test: Judged
    is_in_shape: bool
    """Whether it has the shape that was expected."""

    @kept
    def path(self) -> str:
        """Where it stands in the result."""
        return self.leaf.path

    @kept
    def wanted(self) -> Array:
        """What was expected in its place."""
        return self.leaf.wanted

    @kept
    def relative(self) -> float:
        """How far a value may be from a guess, relatively, to count as that guess."""
        return self.leaf.relative

    @kept
    def absolute(self) -> float:
        """The same, absolutely."""
        return self.leaf.absolute

    @kept
    def code(self) -> str:
        """What the comparison says of it."""
        if not self.is_in_shape:
            return "shape"
        found = compare(self.wanted, self.got, self.test.tolerance)
        return found.code if found else ""

    @kept
    def is_finite(self) -> bool:
        """Whether what came has neither NaN nor infinity in it."""
        difference = self.test.difference
        if difference and not self.leaf.path and difference.code in _LAID and self.leaf.is_finite:
            return True
        return bool(np.isfinite(self.got).all())

    @kept
    def probe(self) -> tuple[int, Any, Any]:
        """A place in the flat array, what was expected there (NaN in another shape), and what came:
        the largest."""
        at = int(np.abs(self.got).argmax()) if self.got.size > 1 else 0
        wanted = self.wanted.item(at) if self.is_in_shape else math.nan
        return at, wanted, self.got.item(at)

    @kept
    def error(self) -> Array:
        """actual - expected; only where the shapes are the same."""
        return np.asarray(self.got - self.wanted)

    @kept
    def worst(self) -> float:
        """The largest error."""
        if self.got.size == 1:
            return gap(self.probe[2], self.probe[1])
        return float(np.abs(self.error).max(initial=0.0))

    @kept
    def wrong(self) -> NDArray[np.bool_]:
        """Which entries are wrong; only where the shapes are the same."""
        right = np.abs(self.error) <= self.leaf.allowed
        if not (self.leaf.is_finite and self.is_finite):
            right |= np.isnan(self.wanted) & np.isnan(self.got) | (self.wanted == self.got)
        return np.asarray(~right)

    @kept
    def ratio(self) -> float | None:
        """actual / expected where that is largest, None where another entry has another."""
        wanted, got = self.leaf.peak, self.got.item(self.leaf.at)
        if wanted == 0 or isinstance(wanted, complex) or isinstance(got, complex):
            return None
        ratio: float = got / wanted
        if not ratio or (self.got.size > 1 and not self.is_near(self.probe[1] * ratio)):
            return None
        return ratio

    def is_near(self, guess: Any) -> bool:
        """Whether a guess at one number, at the probe's place, is as good as that number.

        Most guesses are wrong, and one number says so sooner than an array does.
        """
        leaf = self.leaf
        try:
            error = abs(self.probe[2] - guess)
            return bool(error <= leaf.absolute or error <= leaf.relative * abs(guess))
        except OverflowError:  # of complex numbers
            return False

    def is_close_when(self, changed: Any) -> bool:
        """Whether it would be right, up to rounding, were it changed so."""
        at = self.leaf.at
        if not gap(changed.item(at), self.leaf.peak) <= self.leaf.bounds.item(at):
            return False
        return bool((np.abs(changed - self.wanted) <= self.leaf.bounds).all())

    def is_close(self, guess: Any) -> bool:
        """Whether the part is this guess, up to rounding. Shapes must be the same."""
        if getattr(guess, "shape", ()) != self.got.shape:
            return False
        if self.got.size and not self.is_near(guess.item(self.probe[0])):
            return False
        if self.got.size < 2:
            return True
        bound = np.maximum(self.absolute, self.relative * np.abs(guess))
        return bool((np.abs(self.got - guess) <= bound).all())


def gap(left: Any, right: Any) -> float:
    """How far two plain numbers are apart."""
    try:
        return abs(left - right)  # type: ignore[no-any-return]
    except OverflowError:  # of complex numbers
        return math.inf


@dataclass(frozen=True, eq=False)
class Line:
    """The entries of all parts in one line, part after part; all in the shapes expected."""

    parts: tuple[Part, ...]

    @kept
    def sizes(self) -> list[int]:
        """How many entries each part has."""
        return [part.got.size for part in self.parts]

    @kept
    def wanted(self) -> Array:
        """What was expected."""
        return np.concatenate([part.leaf.flat for part in self.parts])

    @kept
    def got(self) -> Array:
        """What came."""
        return np.concatenate([part.got.ravel() for part in self.parts])

    @kept
    def wrong(self) -> NDArray[np.bool_]:
        """Which entries are wrong, where all numbers are finite."""
        allowed = np.concatenate([part.leaf.flat_allowed for part in self.parts])
        return np.asarray(np.abs(self.got - self.wanted) > allowed)

    @kept
    def _absolute(self) -> Array:
        return self.spread([part.leaf.absolute for part in self.parts])

    @kept
    def _relative(self) -> Any:
        found = [part.leaf.relative for part in self.parts]
        return found[0] if len(set(found)) == 1 else self.spread(found)

    def spread(self, numbers: Sequence[float]) -> Array:
        """A number for each part, at all its entries."""
        return np.repeat(np.array(numbers), self.sizes)

    def is_close(self, guess: Array) -> bool:
        """Whether what came is this guess, up to rounding."""
        bound = np.maximum(self._absolute, self._relative * np.abs(guess))
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
    times: float = 1.0
    """How many times as many tests fail. Where these are but a sample of them, it refutes a cause
    or leaves it to the whole: what it finds says no more than that, whatever its words."""

    @property
    def is_sample(self) -> bool:
        """Whether these are but some of the failing tests."""
        return self.times > 1

    def is_chance(self, count: int, least: int) -> bool:
        """Whether a cause that explains so many free numbers may do so by chance.

        A sample that has any leaves it to the whole.
        """
        return count < (1 if self.is_sample else least)

    @kept
    def paths(self) -> list[str]:
        """Where in the results something is wrong."""
        return list(dict.fromkeys([part.leaf.path for part in self.parts]))

    @kept
    def is_elementwise(self) -> bool:
        """Whether every wrong part is finite numbers in the right shape."""
        return bool(
            self.parts
            and not self.structural
            and self.is_in_shape
            and all(part.got.size and part.leaf.is_finite for part in self.parts)
            and np.isfinite(self.line.got).all()
        )

    @kept
    def is_in_shape(self) -> bool:
        """Whether every wrong part has the right shape."""
        return all(part.is_in_shape for part in self.parts)

    @kept
    def line(self) -> Line:
        """All entries of all parts, where these are in shape."""
        return Line(self.parts)

    @property
    def is_by_value(self) -> bool:
        """Whether what is expected is the one right value, in the tests that count here."""
        checked = any(test.tolerance.mode == "checker" for test in self.passing)
        return not checked and all(test.tolerance.mode == "value" for test in self.failing)

    @kept
    def is_real(self) -> bool:
        """Whether no part is complex."""
        return self.line.got.dtype.kind != "c" and all(part.leaf.is_real for part in self.parts)

    def all_close(self, guess: Callable[[Part], Any]) -> bool:
        """Whether the guess explains every wrong part."""
        return all(part.is_close(guess(part)) for part in self.parts)

    def all_are(self, function: Callable[[Array], Any]) -> bool:
        """Whether every wrong entry is a function of what was expected in its place."""
        first = self.parts[0]
        if not first.is_close(function(first.wanted)):
            return False
        return len(self.parts) == 1 or self.line.is_close(function(self.line.wanted))

    @kept
    def ratios(self) -> list[float] | None:
        """actual / expected of each part, None where that is not one number."""
        ratios = []
        for part in self.parts:
            if part.ratio is None:
                return None
            ratios.append(part.ratio)
        if not self.parts[0].is_close(self.parts[0].wanted * ratios[0]):
            return None
        line = self.line
        return ratios if line.is_close(line.wanted * line.spread(ratios)) else None

    def at(self, path: str) -> "Evidence":
        """Only the parts at one path."""
        return self._by_path[path]

    @kept
    def _by_path(self) -> dict[str, "Evidence"]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.leaf.path, []).append(part)
        views = {}
        for path, parts in found.items():
            views[path] = view = Evidence(
                tuple(parts), self.failing, self.passing, times=self.times
            )
            if self.is_elementwise:  # what holds for all of them holds for some
                view.__dict__["is_elementwise"] = True
        return views

    @kept
    def distinct(self) -> int:
        """How many different non-zero values were expected in all: what chance has to get right."""
        found: set[float] = set()
        for part in self.parts:
            found |= part.leaf.distinct
            if len(found) > 20:
                break
        return len(found)
