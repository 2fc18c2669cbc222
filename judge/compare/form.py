"""What is wrong with a result whatever its values should be: its type, its shape, NaN.

Where a problem's checker decides, the expected value is but one that is right: nothing is read off
its entries. What the signature states holds for every right result.
"""

from typing import Any

import numpy as np

from judge.compare.value import Difference, as_numbers, compare_values
from judge.spec.model import Compare
from judge.spec.types import Array, Dims, Scalar, TupleOf, TypeMismatch, ValueType

_FORM = frozenset(("shape", "dtype", "none", "type"))
_SCALARS = {"float": 0.0, "int": 0, "bool": False, "complex": 0j}
_NOT_STATED = "The result is not of the stated type."


def mistyped(kind: ValueType | None, actual: Any, dims: Dims, reason: str) -> Difference:
    """How a value fails to be of a type, at the first place where it does.

    Only places of a tuple are told: the length of a list and the keys of a dict are the program's
    choice, in which it could write a hidden value down. `dims` are the sizes that the test's inputs
    give; `reason` is for shown tests.
    """
    found = _mistyped(kind, actual, dict(dims), "") if kind else None
    detail = f"The result is not of the stated type: {reason}."
    return found or Difference("type", _NOT_STATED, "", detail)


def _mistyped(kind: ValueType, actual: Any, dims: Dims, path: str) -> Difference | None:
    if isinstance(kind, TupleOf) and isinstance(actual, list | tuple):
        if len(actual) != len(kind.items):
            return None
        for index, (inner, item) in enumerate(zip(kind.items, actual, strict=True)):
            try:
                inner.coerce(item, dims)
            except TypeMismatch:
                return _mistyped(inner, item, dims, f"{path}[{index}]")
    stated = _any_of(kind, dims)
    found = None if stated is None else compare_values(stated, actual, Compare(), path)
    return found if found and found.code in _FORM else None


def _any_of(kind: ValueType, dims: Dims) -> Any:
    """A value of the type, None if the type leaves its size open."""
    if isinstance(kind, Scalar):
        return _SCALARS.get(kind.name)
    if isinstance(kind, Array) and kind.dims is not None:
        shape = [dim if isinstance(dim, int) else dims.get(dim, -1) for dim in kind.dims]
        return None if -1 in shape else np.broadcast_to(np.zeros((), kind.dtype), shape)
    return None


def non_finite(expected: Any, actual: Any) -> Difference | None:
    """NaN or infinity in a result, where a right one has finite numbers alone."""
    wanted, got = as_numbers(expected), as_numbers(actual)
    if wanted is None or got is None or wanted.dtype.kind not in "fc":
        return None
    if not np.isfinite(wanted).all() or np.isfinite(got).all():
        return None
    kind = "NaN" if np.isnan(got).any() else "Infinity"
    return Difference("non_finite", f"{kind} where finite numbers are asked for.")
