"""All numbers of a result in one line, in the order in which they are expected.

Theory of operation
-------------------
Most wrong answers have the form that is expected: the same parts, in the same shapes, of the same
types. Their numbers are put in one line, once, and a few operations on it do what would take a
walk through nested values each time: which parts are wrong (`laying.py`), whether another program
gave the same (`recall.py`). What has another form, or another text, has no line.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from judge.compare.value import as_numbers
from judge.diagnosis.kept import kept
from judge.diagnosis.plan import Array, Leaf, Plan, in_order, is_nested

# More numbers than this are not copied.
_MOST = 20_000
FIRST = 32
"""Of a result so many numbers are looked up among those of other programs."""
_EXACT = 2**53
"""Whole numbers below this are the same as floats."""
_FLOATS = frozenset((float, np.float64))
_INTEGERS = frozenset((int, np.int64))


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the numbers of an expected result stand in its line."""

    leaves: tuple[Leaf, ...]
    """Its arrays that have entries."""
    begins: tuple[int, ...]
    """Where each of them begins."""
    has_text: bool
    """Whether there are texts beside them. In the line these are the expected ones."""
    order: Array | None
    """The places in an order that does not depend on how a dict was made, None where it is that of
    the line."""

    @kept
    def starts(self) -> Array:
        """The same as an array."""
        return np.array(self.begins, np.intp)

    @kept
    def wanted(self) -> Array:
        """The numbers that are expected."""
        return np.concatenate([leaf.flat for leaf in self.leaves])

    @kept
    def first(self) -> Array:
        """The first of these, in the order of their keys."""
        return self.of_first(self.wanted)

    def of_first(self, line: Array) -> Array:
        """The first numbers of a line, in the order of their keys."""
        return line[:FIRST] if self.order is None else line[self.order[:FIRST]]

    @kept
    def allowed(self) -> Array:
        """How far a right number may be from each of them; -1 where that is not finite."""
        return np.concatenate([leaf.flat_allowed for leaf in self.leaves])


def lay_out(plan: Plan) -> Layout | None:
    """How to put results in a line; None where that can't be."""
    every = list(in_order(plan))
    if not all(map(_is_laid, every)):
        return None
    leaves = tuple(leaf for leaf in every if leaf.wanted.size)
    sizes = [leaf.wanted.size for leaf in leaves]
    if not leaves or (len(leaves) > 1 and sum(sizes) > _MOST):
        return None
    begins = [0, *accumulate(sizes[:-1])]
    order = None
    by_key = list(in_order(plan, by_key=True))
    if any(left is not right for left, right in zip(every, by_key, strict=True)):
        spans = {
            id(leaf): np.arange(begin, begin + leaf.wanted.size)
            for leaf, begin in zip(leaves, begins, strict=True)
        }
        order = np.concatenate([spans[id(leaf)] for leaf in by_key if id(leaf) in spans])
    return Layout(leaves, tuple(begins), any(leaf.is_text for leaf in every), order)


def in_line(plan: Plan, value: Any) -> Array | None:
    """The numbers of a value as those of an expected result; None where its form differs."""
    pieces: list[Any] = []
    if not _take(plan, value, pieces):
        return None
    if len(pieces) == 1 and type(pieces[0]) is np.ndarray and pieces[0].dtype.char == "d":
        return pieces[0]
    return np.concatenate(pieces, dtype=np.float64)


def _is_laid(leaf: Leaf) -> bool:
    if leaf.kind == "i":
        return leaf.largest < _EXACT
    return leaf.kind == "f" or leaf.value is None or leaf.is_text


def _take(plan: Plan, value: Any, pieces: list[Any]) -> bool:
    """Add the numbers of a value to the pieces, False where its form is not what is expected."""
    kind = type(value)
    if isinstance(plan, Leaf):
        if kind is np.ndarray:
            if value.dtype.kind != plan.kind or value.shape != plan.shape:
                return False
            pieces.append(value.ravel())
        elif kind in _FLOATS:
            if plan.kind != "f" or plan.shape:
                return False
            pieces.append((value,))
        elif kind in _INTEGERS:
            if plan.kind != "i" or plan.shape or not -_EXACT < value < _EXACT:
                return False
            pieces.append((value,))
        elif kind is list:
            if plan.kind != "f" or plan.shape != (len(value),) or set(map(type, value)) - _FLOATS:
                return False
            pieces.append(value)
        else:
            return (
                value == plan.value if kind is str and plan.is_text else value is plan.value is None
            )
        return True
    if isinstance(plan.value, dict):
        if kind is not dict or value.keys() != plan.value.keys():
            return False
    elif kind not in (list, tuple) or len(value) != len(plan.items):
        return False
    for key, item in plan.items:  # noqa: SIM110
        if not _take(item, value[key], pieces):
            return False
    return True


def write_numbers(value: Any, into: Array, count: int = 0) -> int:
    """Write the first numbers of a value into an array, from a place on; the place after them.

    Complex numbers count double, and a text counts as more than there is room for: so it is known
    when the table does not hold all of a value.
    """
    if isinstance(value, str):
        return count + FIRST + 1
    if type(value) is float and count < FIRST:
        into[count] = value
        return count + 1
    if is_nested(value):
        if isinstance(value, dict):
            value = [value[key] for key in sorted(value, key=repr)]
        for item in value:
            count = write_numbers(item, into, count)
        return count
    array = as_numbers(value)
    if array is None:
        return count
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag])
    if count < FIRST:
        some = array.ravel()[: FIRST - count]
        into[count : count + some.size] = some
    return count + array.size
