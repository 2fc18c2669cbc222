"""A test that has been answered, and what is said of wrong answers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare import Difference, compare
from judge.compare.value import compare_finite
from judge.diagnosis.given import Given
from judge.diagnosis.kept import kept
from judge.diagnosis.layout import FIRST, in_line, write_numbers
from judge.diagnosis.plan import Array, Leaf
from judge.spec.model import Compare


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
    def first(self) -> tuple[Array, int]:
        """The first numbers that came, in the order of their keys, and how many came in all."""
        line, layout = self.line, self.given.layout
        if line is None or layout is None or layout.has_text:
            found = np.zeros(FIRST)
            count = write_numbers(self.actual, found)
            return found[:count], count
        return layout.of_first(line), len(line)

    @kept
    def close(self) -> NDArray[np.bool_]:
        """Which numbers of the line are right, up to those that are rightly not finite."""
        line, layout = self.line, self.given.layout
        assert line is not None
        assert layout is not None
        return np.asarray(np.abs(line - layout.wanted) <= layout.allowed)

    @kept
    def wrong(self) -> list[tuple[Leaf, int]]:
        """The arrays that are wrong in a result that has a line, and where they begin in it."""
        line, layout, close = self.line, self.given.layout, self.close
        assert line is not None
        assert layout is not None
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


_KEPT = frozenset(("line", "close", "wrong"))
