"""An expected result taken apart: its arrays, each at its path, of a type to compute with.

Theory of operation
-------------------
What can be asked of an expected array (its largest entry, how far each entry may be off) depends on
the test alone, so that it is found when it is first asked and stays with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare.value import as_numbers, compare_values
from judge.diagnosis.kept import kept
from judge.spec.model import Compare

Array = NDArray[Any]
_ROUNDING = 1e-6
_TELLING = 4
"""Arrays of fewer numbers agree with much by chance."""
_FEW = 8
_NUMBER = (int, float, complex, np.generic)
_WITH_PARTS = (dict, tuple)
_NOTHING = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Leaf:
    """An array of an expected result, at its path, in a type in which it can be computed.

    What is asked of it in every diagnosis is worked out when it is made; the rest when it is asked.
    """

    path: str
    value: Any
    """As the result has it."""
    kind: str
    """The kind of its numbers as NumPy has it (`f`, `i`, `c`...); empty for what is no number."""
    tolerance: Compare
    wanted: Array
    """The array; without entries for what is no number."""
    shape: tuple[int, ...]
    flat: Array
    """Its entries in one line."""
    size: Array
    """The size of each number."""
    largest: float
    """The largest of these."""
    at: int
    """Where the largest stands, in the flat array."""
    peak: Any
    """The largest itself, as a plain number."""
    is_finite: bool
    """Whether there is neither NaN nor infinity in it."""
    is_real: bool
    """Whether it is not complex."""
    rank: tuple[bool, int]
    """Where it stands among arrays: small ones first, but for those of a few numbers."""
    relative: float
    """How far a value may be from a guess, relatively, to count as that guess."""
    absolute: float
    """The same, absolutely."""
    places: list[int]
    """A few places in the flat array that tell much: all of a small one, else the ends and what is
    beside them, the middle, the largest and the least number."""
    few: list[Any]
    """The numbers that stand there."""

    @classmethod
    def of(cls, path: str, value: Any, array: Array | None, tolerance: Compare) -> "Leaf":
        """A leaf; `array` holds its numbers, None for what is no number."""
        kind = "" if array is None else array.dtype.kind
        wanted = _NOTHING if array is None else computable(array)
        flat, size = wanted.ravel(), np.abs(wanted)
        largest, at = float(size.max(initial=0.0)), int(size.argmax()) if size.size else 0
        is_real = wanted.dtype.kind != "c"
        places = _places(flat, at) if is_real else list(range(min(flat.size, _FEW)))
        return cls(
            path=path,
            value=value,
            kind=kind,
            tolerance=tolerance,
            wanted=wanted,
            shape=wanted.shape,
            flat=flat,
            size=size,
            largest=largest,
            at=at,
            peak=flat.item(at) if flat.size else None,
            is_finite=bool(np.isfinite(wanted).all()),
            is_real=is_real,
            rank=(flat.size < _TELLING, flat.size),
            relative=min(max(_ROUNDING, 2 * tolerance.rtol), 1e-3),
            absolute=max(tolerance.atol, 1e-9 * largest),
            places=places,
            few=flat.take(places).tolist(),
        )

    @kept
    def is_text(self) -> bool:
        """Whether it is a text."""
        return isinstance(self.value, str)

    @kept
    def is_plain(self) -> bool:
        """Whether it is an array, or a number, of finite floats and no list of these."""
        return self.kind == "f" and self.is_finite and not isinstance(self.value, list)

    def cut(self, line: Array, begin: int) -> Array:
        """What came in its place, out of a line of numbers in which that begins there."""
        return line[begin : begin + self.wanted.size].reshape(self.shape)

    def is_right(self, got: Array) -> bool:
        """Whether numbers in its shape are right."""
        if (np.abs(got - self.wanted) <= self.allowed).all():
            return True
        return not self.is_finite and compare_values(self.wanted, got, self.tolerance) is None

    @kept
    def allowed(self) -> Array:
        """How far a right value may be from each entry; -1 where that is not finite."""
        allowed = np.maximum(self.tolerance.atol, self.tolerance.rtol * self.size)
        return np.where(np.isfinite(self.size), allowed, -1.0)

    @kept
    def flat_allowed(self) -> Array:
        """The same in one line."""
        return self.allowed.ravel()

    @kept
    def bounds(self) -> Array:
        """How far from each entry a value may be that counts as that entry, up to rounding."""
        return np.maximum(self.absolute, self.relative * self.size)

    @kept
    def total(self) -> tuple[Any, float]:
        """The sum of the entries, and by how much another sum of them may differ."""
        some = self.absolute * self.wanted.size + self.relative * float(self.size.sum())
        return self.wanted.sum(), some

    @kept
    def ordered(self) -> Array:
        """Its entries in the order of their size, the least first."""
        return np.sort(self.flat)

    @kept
    def telling(self) -> int:
        """How many entries are large enough to be told from zero."""
        return int((self.size > 100 * self.absolute).sum())

    @kept
    def distinct(self) -> frozenset[float]:
        """Some of the different numbers in it that are not zero."""
        some, least = self.flat[:50].tolist(), self.absolute
        if not self.is_real:
            return frozenset([number for number in some if abs(number) > least])
        return frozenset([round(number, 9) for number in some if abs(number) > least])


def _places(flat: Array, at: int) -> list[int]:
    """Those of an array of real numbers whose largest stands at a place."""
    count = flat.size
    if count <= _FEW:
        return list(range(count))
    extremes = int(flat.argmax()), int(flat.argmin())
    return list(dict.fromkeys((at, *extremes, 0, count - 1, 1, count - 2, count // 2)))


@dataclass(frozen=True, eq=False)
class Branch:
    """A part of an expected result that has parts itself."""

    path: str
    value: Any
    items: tuple[tuple[Any, "Plan"], ...]


Plan = Leaf | Branch


def take_apart(value: Any, path: str, tolerance: Compare) -> Plan:
    """What parts a result has, or a part of it that stands at a path."""
    if is_nested(value):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        items = tuple((key, take_apart(item, f"{path}[{key!r}]", tolerance)) for key, item in pairs)
        return Branch(path, value, items)
    array = None if value is None or isinstance(value, str) else as_numbers(value)
    return Leaf.of(path, value, array, tolerance)


def in_order(plan: Plan, *, by_key: bool = False) -> Iterator[Leaf]:
    """The arrays of a result, and what is none; with `by_key` dicts are taken in the order of their
    keys, however they were made."""
    if isinstance(plan, Leaf):
        yield plan
        return
    items = plan.items
    if by_key and isinstance(plan.value, dict):
        items = tuple(sorted(items, key=lambda item: repr(item[0])))
    for _, item in items:
        yield from in_order(item, by_key=by_key)


def computable(array: Array) -> Array:
    """An array in a type in which differences and quotients can be taken."""
    if array.dtype.char == "d" or array.dtype.kind == "c":
        return array
    return array.astype(np.float64)


def is_nested(value: Any) -> bool:
    """Whether a value has parts: all but arrays, numbers and lists of numbers."""
    if isinstance(value, np.ndarray):
        return False
    if isinstance(value, list):
        return not all(isinstance(item, _NUMBER) for item in value)
    return isinstance(value, _WITH_PARTS)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Array]]:
    """The numeric arrays of a value, with their paths."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}[{key!r}]")
    elif is_nested(value):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif value is not None and not isinstance(value, str):
        array = as_numbers(value)
        if array is not None:
            yield path, computable(array)
