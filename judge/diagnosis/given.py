"""What is known of a test before anybody answers it, worked out once and kept.

Theory of operation
-------------------
A problem's tests stay the same, submission after submission, and most of what a diagnosis asks is
asked of them: the arrays of the expected result, which inputs fit over them, which inputs have a
zero. So a test keeps what was found of it (`Given.once`); a diagnosis pays for the answer alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from judge.compare.value import as_numbers
from judge.diagnosis.kept import kept
from judge.spec.model import Compare

Array = NDArray[Any]
Found = TypeVar("Found")
_ROUNDING = 1e-6
_MOST_INSIDE = 12
_NUMBER = (int, float, complex, np.generic)
_WITH_PARTS = (dict, tuple)


@dataclass(frozen=True, eq=False)
class Leaf:
    """An array of an expected result, at its path, in a type in which it can be computed."""

    path: str
    value: Any
    """As the result has it."""
    array: Array | None
    """None for what is no number."""
    is_float: bool
    tolerance: Compare

    @kept
    def wanted(self) -> Array:
        """The array, where there is one."""
        assert self.array is not None
        return self.array

    @kept
    def is_finite(self) -> bool:
        """Whether there is neither NaN nor infinity in it."""
        return bool(np.isfinite(self.wanted).all())

    @kept
    def size(self) -> Array:
        """The size of each number."""
        return np.abs(self.wanted)

    @kept
    def largest(self) -> float:
        """The largest of these."""
        return float(self.size.max(initial=0.0))

    @kept
    def rank(self) -> tuple[bool, int]:
        """Where it stands among arrays: small ones first, but for those of a few numbers."""
        return self.wanted.size < 4, self.wanted.size

    @kept
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.wanted.shape

    @kept
    def is_real(self) -> bool:
        """Whether it is not complex."""
        return self.wanted.dtype.kind != "c"

    @kept
    def flat(self) -> Array:
        """Its entries in one line."""
        return self.wanted.ravel()

    @kept
    def at(self) -> int:
        """Where the largest stands, in the flat array."""
        return int(self.size.argmax())

    @kept
    def peak(self) -> Any:
        """The largest itself, as a plain number."""
        return self.wanted.item(self.at)

    @kept
    def bounds(self) -> Array:
        """How far from each entry a value may be that counts as that entry, up to rounding."""
        return np.maximum(self.absolute, self.relative * self.size)

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
    def relative(self) -> float:
        """How far a value may be from a guess, relatively, to count as that guess."""
        return min(max(_ROUNDING, 2 * self.tolerance.rtol), 1e-3)

    @kept
    def absolute(self) -> float:
        """The same, absolutely."""
        return max(self.tolerance.atol, 1e-9 * self.largest)

    @kept
    def total(self) -> tuple[Any, float]:
        """The sum of the entries, and by how much another sum of them may differ."""
        some = self.absolute * self.wanted.size + self.relative * float(self.size.sum())
        return self.wanted.sum(), some

    @kept
    def telling(self) -> int:
        """How many entries are large enough to be told from zero."""
        return int((self.size > 100 * self.absolute).sum())

    @kept
    def distinct(self) -> frozenset[float]:
        """Some of the different numbers in it that are not zero."""
        values = self.wanted.flat[:50]
        return frozenset(np.round(values[np.abs(values) > self.absolute], 9).tolist())


@dataclass(frozen=True, eq=False)
class Branch:
    """A part of an expected result that has parts itself."""

    path: str
    value: Any
    items: tuple[tuple[Any, "Plan"], ...]


Plan = Leaf | Branch


@dataclass(frozen=True, eq=False)
class Given:
    """A test. `dims`: the sizes of the problem's named dimensions in it. `call`: the expression it
    evaluates where that is not a plain call of the problem's function. `loss`: the problem's loss
    at these inputs, where it states one.
    """

    expected: Any
    tolerance: Compare
    dims: dict[str, int]
    inputs: dict[str, Any]
    call: str | None = None
    loss: float | None = None
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def once(self, function: "Callable[..., Found]", *arguments: Any) -> Found:
        """What a function finds of this test and of the arguments; it is called once."""
        key = (function, *arguments)
        if key not in self._kept:
            self._kept[key] = function(self, *arguments)
        return cast(Found, self._kept[key])

    @kept
    def plan(self) -> Plan:
        """The expected result, taken apart."""
        return _plan(self.expected, "", self.tolerance)

    @kept
    def leaves(self) -> dict[str, Leaf]:
        """Its numeric arrays, by their paths."""
        return {leaf.path: leaf for leaf in _leaves(self.plan) if leaf.array is not None}

    @kept
    def entries(self) -> int:
        """How many numbers are expected in all."""
        return sum(leaf.wanted.size for leaf in self.leaves.values())

    @kept
    def arrays(self) -> dict[str, Array]:
        """The inputs that are arrays of real numbers and not single numbers; a few inside others,
        such as `weights[0]`, too."""
        found: dict[str, Array] = {}
        inside: list[tuple[str, Array]] = []
        for name, value in self.inputs.items():
            if isinstance(value, np.ndarray):
                found[name] = value
            elif is_nested(value):
                inside += leaves(value, name)
        if len(inside) <= _MOST_INSIDE:
            found |= inside
        return {
            name: array for name, array in found.items() if array.ndim and array.dtype.kind in "iuf"
        }

    @kept
    def scalars(self) -> dict[str, float]:
        """The inputs that are single finite real numbers."""
        return {
            name: float(value)
            for name, value in self.inputs.items()
            if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
        }


def _plan(value: Any, path: str, tolerance: Compare) -> Plan:
    if is_nested(value):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        items = tuple((key, _plan(item, f"{path}[{key!r}]", tolerance)) for key, item in pairs)
        return Branch(path, value, items)
    array = None if value is None or isinstance(value, str) else as_numbers(value)
    is_float = array is not None and array.dtype.kind == "f"
    if array is not None:
        array = computable(array)
    return Leaf(path, value, array, is_float, tolerance)


def _leaves(plan: Plan) -> Iterator[Leaf]:
    if isinstance(plan, Leaf):
        yield plan
        return
    for _, item in plan.items:
        yield from _leaves(item)


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
