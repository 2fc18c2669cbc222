"""What is known of a test before anybody answers it, worked out once and kept.

Theory of operation
-------------------
A problem's tests stay the same, submission after submission, and most of what a diagnosis asks is
asked of them: the arrays of the expected result, which inputs fit over them, which inputs have a
zero. So a test keeps what was found of it (`Given.once`); a diagnosis pays for the answer alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from judge.diagnosis.kept import kept
from judge.diagnosis.layout import Layout, lay_out
from judge.diagnosis.plan import Array, Leaf, Plan, in_order, is_nested, leaves, take_apart
from judge.spec.model import Compare

Found = TypeVar("Found")
_MOST_INSIDE = 12
_SHORT = 4


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
        try:
            return self._kept[key]  # type: ignore[no-any-return]
        except KeyError:
            found = self._kept[key] = function(self, *arguments)
            return found

    @kept
    def plan(self) -> Plan:
        """The expected result, taken apart."""
        return take_apart(self.expected, "", self.tolerance)

    @kept
    def leaves(self) -> dict[str, Leaf]:
        """Its numeric arrays, by their paths."""
        return {leaf.path: leaf for leaf in in_order(self.plan) if leaf.kind}

    @kept
    def layout(self) -> Layout | None:
        """How its result is put in one line, None where that can't be."""
        return lay_out(self.plan)

    @kept
    def entries(self) -> int:
        """How many numbers are expected in all."""
        return sum(leaf.wanted.size for leaf in self.leaves.values())

    @kept
    def rank(self) -> tuple[int, int]:
        """Where it stands among tests: small ones first, but for arrays of one to three numbers,
        which agree with much by chance."""
        sizes = [leaf.wanted.size for leaf in self.leaves.values()]
        return sum([max(0, _SHORT - size) for size in sizes]), sum(sizes)

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
