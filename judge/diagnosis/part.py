"""An array of a failing test's result that is wrong, and a few of its numbers.

Theory of operation
-------------------
Most causes are wrong, and a few numbers say so: a step in plain numbers takes a twentieth of what
an operation on arrays takes. So each part gives the numbers at a few places, and each cause has a
quick question, `may_be_...`, that is asked of these alone. It can refute a cause and no more.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from judge.compare import compare
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Judged
from judge.diagnosis.kept import kept
from judge.diagnosis.plan import Array, Leaf

Guessed = TypeVar("Guessed")


@dataclass(eq=False)
class Part:
    """An array of a failing test's result that is wrong, in a type in which it can be computed.

    Nobody changes one. It is not frozen: dozens are made, and that would take thrice as long.
    """

    leaf: Leaf
    test: Judged
    begin: int | None
    """Where it begins in the line of the result, None where that has none."""
    is_in_shape: bool = True
    """Whether it has the shape that was expected."""

    @classmethod
    def of(cls, leaf: Leaf, got: Array, test: Judged) -> "Part":
        """What came in a leaf's place, in a result that has no line."""
        part = cls(leaf, test, None, got.shape == leaf.shape)
        part.__dict__["got"] = got
        return part

    @kept
    def got(self) -> Array:
        """What came."""
        assert self.test.line is not None
        assert self.begin is not None
        return self.leaf.cut(self.test.line, self.begin)

    def flat(self) -> Array:
        """What came, in one line."""
        if self.begin is None or self.test.line is None:
            return self.got.ravel()
        return self.test.line[self.begin : self.begin + self.leaf.wanted.size]

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
    def places(self) -> list[int]:
        """A few places in the flat array: that of the largest error first, where these are not all
        there are."""
        if self.got.size == len(self.leaf.places):
            return self.leaf.places
        return [int(np.abs(self.error).argmax()), *self.leaf.places]

    @kept
    def few(self) -> list[Any]:
        """What came at the few places of the leaf. Only where the shapes are the same."""
        found: list[Any] = self.got.take(self.leaf.places).tolist()
        return found

    @kept
    def pairs(self) -> list[tuple[Any, Any]]:
        """What was expected there and what came, as plain numbers: most causes are wrong, and a
        few numbers say so far sooner than arrays do. Only where the shapes are the same."""
        leaf, places = self.leaf, self.places
        if places is leaf.places:
            return list(zip(leaf.few, self.few, strict=True))
        worst = leaf.flat.item(places[0]), self.got.item(places[0])
        return [worst, *zip(leaf.few, self.few, strict=True)]

    @kept
    def has_pairs(self) -> bool:
        """Whether it is real numbers in the shape expected, so that there are pairs of these."""
        if not self.leaf.is_finite or not self.leaf.is_real:
            return False
        if self.begin is not None:
            return True
        return self.is_in_shape and self.got.size > 0 and self.got.dtype.kind == "f"

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
    def is_proportional(self) -> bool:
        """Whether a few numbers have one factor."""
        return self.ratio is not None and self.is_each(self.ratio.__mul__)

    @kept
    def shift(self) -> float | None:
        """actual - expected where that is largest, None where it is no real number."""
        shift = self.got.item(self.leaf.at) - self.leaf.peak
        return None if isinstance(shift, complex) else float(shift)

    @kept
    def at_peak(self) -> tuple[float, float]:
        """What came where the largest number is expected, and how far off a guess at it may be: a
        little more than `is_near` has it, which counts from the guess."""
        got = self.got.item(self.leaf.at)
        return got, max(self.leaf.absolute, 2 * self.leaf.relative * abs(got))

    def near_peak(self, guesses: Iterable[tuple[Guessed, float]]) -> list[Guessed]:
        """Of things with a guess each at what comes where the largest number is expected: those
        that may be right."""
        got, some = self.at_peak
        return [thing for thing, guess in guesses if abs(got - guess) <= some]

    def is_close_when(self, changed: Any) -> bool:
        """Whether it would be right, up to rounding, were it changed so."""
        return bool((np.abs(changed - self.leaf.wanted) <= self.leaf.bounds).all())

    @kept
    def wrong(self) -> NDArray[np.bool_]:
        """Which entries are wrong; only where the shapes are the same."""
        if self.begin is None:
            right = np.abs(self.error) <= self.leaf.allowed
        else:
            right = self.leaf.cut(self.test.close, self.begin)
        if not self.leaf.is_finite:
            right = right | np.isnan(self.wanted) & np.isnan(self.got) | (self.wanted == self.got)
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

    def of(self, number: float) -> float:
        """What it makes of a number; NaN where that is none."""
        try:
            return float(self.number(number))
        except (ArithmeticError, ValueError):
            return math.nan


@dataclass(frozen=True, eq=False)
class Changes:
    """Some of them, the likeliest first."""

    every: tuple[Change, ...]

    def likely(self, parts: Sequence[Part]) -> list[Change]:
        """Those that a few numbers of the parts do not refute."""
        first = parts[0]
        guesses = first.test.given.once(self.of_peak, first.leaf.path)
        return [
            change
            for change in first.near_peak(zip(self.every, guesses, strict=True))
            if is_each(parts, change.number)
        ]

    def of_peak(self, given: Given, path: str) -> list[float]:
        """What they make of the largest number that is expected."""
        peak = given.leaves[path].peak
        return [change.of(peak) for change in self.every]


def is_each(parts: Sequence[Part], number: Callable[[float], float]) -> bool:
    """Whether each of the few that came in all parts is this function of what was expected."""
    for part in parts:  # noqa: SIM110  a generator takes longer
        if not part.is_each(number):
            return False
    return True


def is_near(leaf: Leaf, got: Any, guess: Any) -> bool:
    """Whether a plain number is as good as a guess at it."""
    try:
        error = abs(got - guess)
        return bool(error <= leaf.absolute or error <= leaf.relative * abs(guess))
    except OverflowError:  # of complex numbers
        return False


def distinct(parts: Sequence[Part]) -> int:
    """How many different non-zero values were expected in all: what chance has to get right."""
    found: set[float] = set()
    for part in parts:
        found |= part.leaf.distinct
        if len(found) > 20:
            break
    return len(found)
