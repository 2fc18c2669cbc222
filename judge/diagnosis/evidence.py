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
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare import Difference, compare
from judge.compare.value import compare_finite
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

    @kept
    def wrong(self) -> list[tuple[Leaf, int]]:
        """The arrays that are wrong in a result that has a line, and where they begin in it."""
        line, layout = self.line, self.given.layout
        assert line is not None
        assert layout is not None
        close = np.abs(line - layout.wanted) <= layout.allowed
        if close.all():
            return []
        right = np.logical_and.reduceat(close, layout.starts).tolist()
        return [
            (leaf, begin)
            for leaf, begin, is_right in zip(layout.leaves, layout.begins, right, strict=True)
            if not is_right and (leaf.is_finite or not leaf.is_right(leaf.cut(line, begin)))
        ]


def lay(given: Given, actual: Any, changed: tuple[str, ...] = ()) -> Judged:
    """Compare what came with what was expected, and keep what a diagnosis needs of it too."""
    test = Judged(given, actual, None, changed)
    difference: Difference | None
    if given.tolerance.mode != "value" or test.line is None:
        difference = compare(given.expected, actual, given.tolerance)
    else:
        with np.errstate(all="ignore"):
            if not test.wrong:
                return test
            leaf, begin = test.wrong[0]
            got = leaf.cut(test.line, begin)
            if leaf.is_plain and np.isfinite(got).all():
                difference = compare_finite(leaf.wanted, got, given.tolerance, leaf.path)
            else:
                difference = compare(given.expected, actual, given.tolerance)
    if difference is None:
        return test
    told = Judged(given, actual, difference, changed)
    told.__dict__.update({name: test.__dict__[name] for name in _KEPT & test.__dict__.keys()})
    return told


_KEPT = frozenset(("line", "wrong"))


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
        return bool(np.isfinite(self.got).all())

    @kept
    def error(self) -> Array:
        """actual - expected; only where the shapes are the same."""
        return np.asarray(self.got - self.leaf.wanted)

    @kept
    def worst(self) -> float:
        """The largest error."""
        return float(np.abs(self.error).max(initial=0.0))

    @kept
    def places(self) -> list[int]:
        """A few places in the flat array: that of the largest error first, where these are not all
        there are."""
        if self.got.size == len(self.leaf.places):
            return self.leaf.places
        return [int(np.abs(self.error).argmax()), *self.leaf.places]

    @kept
    def pairs(self) -> list[tuple[Any, Any]]:
        """What was expected there and what came, as plain numbers: most causes are wrong, and a
        few numbers say so far sooner than arrays do. Only where the shapes are the same."""
        leaf, places = self.leaf, self.places
        got: list[Any] = self.got.take(places).tolist()
        if places is leaf.places:
            return list(zip(leaf.few, got, strict=True))
        return list(zip((leaf.flat.item(places[0]), *leaf.few), got, strict=True))

    @kept
    def has_pairs(self) -> bool:
        """Whether it is real numbers in the shape expected, so that there are pairs of these."""
        if not self.is_in_shape or not self.got.size or self.got.dtype.kind != "f":
            return False
        return self.leaf.is_finite and self.leaf.is_real

    @kept
    def is_plain(self) -> bool:
        """Whether these are finite, as far as the pairs tell."""
        return self.has_pairs and all([got - got == 0 for _, got in self.pairs])  # noqa: C419

    def is_each(self, number: Callable[[float], float]) -> bool:
        """Whether each of the few that came is this function of what was expected in its place."""
        absolute, relative = self.leaf.absolute, self.leaf.relative
        try:
            for wanted, got in self.pairs:
                guess = number(wanted)
                error = abs(got - guess)
                if not (error <= absolute or error <= relative * abs(guess)):
                    return False
        except (ArithmeticError, ValueError):
            return False  # of no number, or of an infinite one
        return True

    def is_among(self, guess: Array) -> bool:
        """Whether each of the few that came stands at its place in a guess."""
        absolute, relative, at = self.leaf.absolute, self.leaf.relative, guess.item
        for place, (_, got) in zip(self.places, self.pairs, strict=True):
            number = at(place)
            error = abs(got - number)
            if not (error <= absolute or error <= relative * abs(number)):
                return False
        return True

    @kept
    def ratio(self) -> float | None:
        """actual / expected where that is largest, None where it is no real number."""
        wanted, got = self.leaf.peak, self.got.item(self.leaf.at)
        if not wanted or not got or isinstance(wanted, complex) or isinstance(got, complex):
            return None
        return float(got / wanted)

    @kept
    def shift(self) -> float | None:
        """actual - expected where that is largest, None where it is no real number."""
        shift = self.got.item(self.leaf.at) - self.leaf.peak
        return None if isinstance(shift, complex) else float(shift)

    def is_close_when(self, changed: Any) -> bool:
        """Whether it would be right, up to rounding, were it changed so."""
        return bool((np.abs(changed - self.leaf.wanted) <= self.leaf.bounds).all())

    @kept
    def wrong(self) -> NDArray[np.bool_]:
        """Which entries are wrong; only where the shapes are the same."""
        right = np.abs(self.error) <= self.leaf.allowed
        if not (self.leaf.is_finite and self.is_finite):
            right |= np.isnan(self.wanted) & np.isnan(self.got) | (self.wanted == self.got)
        return np.asarray(~right)

    def is_close(self, guess: Any) -> bool:
        """Whether the part is this guess, up to rounding. Shapes must be the same."""
        if getattr(guess, "shape", ()) != self.got.shape:
            return False
        bound = np.maximum(self.leaf.absolute, self.leaf.relative * np.abs(guess))
        return bool((np.abs(self.got - guess) <= bound).all())


@dataclass(frozen=True)
class Change:
    """A function that each number may have gone through: of one number, and of an array."""

    code: str
    message: str
    number: Callable[[float], float]
    function: Callable[[Array], Array]
    reach: float = math.inf
    """How far it takes a number at most."""


def likely(changes: Sequence[Change], parts: Sequence[Part]) -> Iterator[Change]:
    """The changes that a few numbers of the parts do not refute."""
    leaf = parts[0].leaf
    wanted, got = parts[0].pairs[0]
    off = abs(got - wanted) - leaf.absolute - 2 * leaf.relative * abs(got)
    for change in changes:
        if off > change.reach:
            continue
        try:
            near = is_near(leaf, got, change.number(wanted))
        except (ArithmeticError, ValueError):
            continue  # of no number, or of an infinite one
        if near and all([part.is_each(change.number) for part in parts]):  # noqa: C419
            yield change


def is_near(leaf: Leaf, got: Any, guess: Any) -> bool:
    """Whether a plain number is as good as a guess at it."""
    try:
        error = abs(got - guess)
        return bool(error <= leaf.absolute or error <= leaf.relative * abs(guess))
    except OverflowError:  # of complex numbers
        return False


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
    """What is wrong in some failing tests."""

    parts: tuple[Part, ...]
    """Small arrays first, so that a wrong guess fails early and soon."""
    failing: tuple[Judged, ...]
    structural: tuple[Difference, ...] = ()
    """What is wrong where there are no two arrays to lay side by side."""

    @kept
    def paths(self) -> list[str]:
        """Where in the results something is wrong."""
        return list(dict.fromkeys([part.leaf.path for part in self.parts]))

    @kept
    def is_plain(self) -> bool:
        """Whether there are plain numbers of all parts to refute causes with."""
        return self.parts[0].is_plain and all(part.has_pairs for part in self.parts)

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

    @kept
    def is_real(self) -> bool:
        """Whether no part is complex."""
        return self.line.got.dtype.kind != "c" and all(part.leaf.is_real for part in self.parts)

    def all_close(self, guess: Callable[[Part], Any]) -> bool:
        """Whether the guess explains every wrong part."""
        return all(part.is_close(guess(part)) for part in self.parts)

    @kept
    def ratios(self) -> list[float] | None:
        """actual / expected of each part, None where that is not one number."""
        ratios = []
        for part in self.parts:
            if part.ratio is None:
                return None
            ratios.append(part.ratio)
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
        return {path: Evidence(tuple(parts), self.failing) for path, parts in found.items()}


def distinct(parts: Sequence[Part]) -> int:
    """How many different non-zero values were expected in all: what chance has to get right."""
    found: set[float] = set()
    for part in parts:
        found |= part.leaf.distinct
        if len(found) > 20:
            break
    return len(found)
