"""Compare two values within a tolerance that the expected value alone sets.

A number is right when |actual - expected| <= max(atol, rtol * |expected|), after Kattis and unlike
`np.allclose`: the candidate's own value must not widen the tolerance. NaN and infinities are right
only where they are expected. Shapes are strict.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.opaque import Opaque
from judge.spec.model import Compare

_NEAR = 1e-3
_FEW_BYTES = 1 << 16
_NUMBERS = frozenset((bool, int, float, complex))
_KNOWN_TYPES = frozenset(
    ("set", "frozenset", "bytes", "function", "generator", "object", "type", "range", "map", "zip",
     "MaskedArray", "matrix", "ndarray of object", "module", "method", "filter", "dict_items",
     "dict_keys", "dict_values", "builtin_function_or_method", "Fraction", "Decimal", "NoneType")
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """The first way in which a value is not what was expected.

    `message` may be shown for hidden tests: it holds no entry of either value, and nothing else in
    which a hostile program could write one down (a size, a key, a type's name of its choosing).
    `detail` holds those, for shown tests; where it takes a while, a function that makes it.
    """

    code: str
    message: str
    path: str = ""
    detail: str | Callable[[], str] = ""

    def text(self, *, hidden: bool = True) -> str:
        """The message with its place in a nested result."""
        words = self.message
        if not hidden:
            words = (self.detail() if callable(self.detail) else self.detail) or words
        return f"`result{self.path}`: {words}" if self.path else words


def is_same(expected: Any, actual: Any) -> bool:
    """The usual case, quickly: the very same numbers in the same type. False says nothing.

    What is the same is right in every mode, and there is nothing to note about it.
    """
    if type(actual) is np.ndarray:
        return (
            type(expected) is np.ndarray
            and actual.dtype == expected.dtype
            and actual.shape == expected.shape
            and actual.nbytes <= _FEW_BYTES
            and actual.tobytes() == expected.tobytes()
        )
    return type(actual) is float and type(expected) is float and actual == expected


def compare_values(
    expected: Any, actual: Any, tolerance: Compare, path: str = ""
) -> Difference | None:
    """None when `actual` is right, otherwise what is wrong with it first."""
    if expected is None or isinstance(expected, str):
        right = type(actual) is type(expected) and actual == expected
        return None if right else _other(expected, actual, path)
    if isinstance(expected, dict):
        return _compare_dict(expected, actual, tolerance, path)
    if isinstance(expected, list | tuple):
        return _compare_items(expected, actual, tolerance, path)
    if type(expected) is int and not -(2**63) <= expected < 2**63:
        return _compare_long(expected, actual, tolerance, path)
    return _compare_numbers(expected, actual, tolerance, path)


def _compare_long(expected: int, actual: Any, tolerance: Compare, path: str) -> Difference | None:
    """An integer that no array holds, compared exactly."""
    if isinstance(actual, np.integer):
        actual = int(actual)
    if type(actual) is not int:
        return _other(expected, actual, path)
    allowed = max(Fraction(tolerance.atol), Fraction(tolerance.rtol) * abs(expected))
    right = abs(actual - expected) <= allowed
    return None if right else Difference("value", "The values differ.", path)


def _compare_dict(
    expected: dict[Any, Any], actual: Any, tolerance: Compare, path: str
) -> Difference | None:
    if not isinstance(actual, dict):
        return _other(expected, actual, path)
    missing = [key for key in expected if key not in actual]
    extra = [key for key in actual if key not in expected]
    if missing or extra:
        lacks = f"missing {', '.join(map(repr, missing[:5]))}" if missing else ""
        names = f"unexpected {', '.join(repr(key)[:40] for key in extra[:5])}" if extra else ""
        some = "there are unexpected ones" if extra else ""
        message, detail = (
            f"The keys of the dict differ: {'; '.join(filter(None, (lacks, more)))}."
            for more in (some, names)
        )
        return Difference("keys", message, path, detail)
    for key, item in expected.items():
        found = compare_values(item, actual[key], tolerance, f"{path}[{key!r}]")
        if found:
            return found
    return None


def _compare_items(
    expected: list[Any] | tuple[Any, ...], actual: Any, tolerance: Compare, path: str
) -> Difference | None:
    rows = isinstance(actual, np.ndarray) and actual.ndim > 0 and isinstance(expected, list)
    if not rows and not isinstance(actual, list | tuple):
        return _other(expected, actual, path)
    if len(actual) != len(expected):
        more = "more" if len(actual) > len(expected) else "fewer"
        message = f"Expected {len(expected)} values, got {more}."
        detail = f"Expected {len(expected)} values, got {len(actual)}."
        return Difference("length", message, path, detail)
    for index, (left, right) in enumerate(zip(expected, actual, strict=True)):
        found = compare_values(left, right, tolerance, f"{path}[{index}]")
        if found:
            return found
    return None


def _compare_numbers(
    expected: Any, actual: Any, tolerance: Compare, path: str
) -> Difference | None:
    wanted = np.asarray(expected)
    got = as_numbers(actual)
    if got is None or wanted.dtype.kind not in "biufc":  # what a wrong program gave is anything
        return _other(expected, actual, path)
    if got.shape != wanted.shape:
        detail = f"Expected shape {_shape(wanted)}, got {_shape(got)}."
        usual = got.ndim <= 3 and set(got.shape) <= {0, 1, wanted.size, *wanted.shape}
        message = detail if usual else f"Expected shape {_shape(wanted)}, got another."
        return Difference("shape", message, path, detail)
    if not _same_kind(wanted, got):
        message = f"Expected numbers of type {wanted.dtype}, got {got.dtype}."
        return Difference("dtype", message, path)
    if wanted.size == 0:
        return None
    if wanted.dtype.kind == "b":
        if np.array_equal(wanted, got):
            return None
        return Difference("value", "The truth values differ.", path)
    with np.errstate(all="ignore"):
        if wanted.dtype == np.float64:
            error, size = np.abs(got - wanted), np.abs(wanted)
            if error.max() < np.inf:  # all is finite
                return _told(wanted, ..., error, size, tolerance, path)
        return _compare_entries(wanted, got, tolerance, path)


def compare_finite(
    wanted: NDArray[Any], got: NDArray[Any], tolerance: Compare, path: str
) -> Difference | None:
    """The same for two arrays of finite real numbers, of one shape."""
    return _told(wanted, ..., np.abs(got - wanted), np.abs(wanted), tolerance, path)


def all_close(wanted: NDArray[Any], got: NDArray[Any], tolerance: Compare) -> bool:
    """The usual case, quickly: one shape, finite, within the tolerance. False says nothing."""
    if got.shape != wanted.shape:
        return False
    error = np.abs(got - wanted)
    allowed = np.maximum(tolerance.atol, tolerance.rtol * np.abs(wanted))
    return bool(((error <= allowed) & (error < np.inf)).all())


def _compare_entries(
    wanted: NDArray[Any], got: NDArray[Any], tolerance: Compare, path: str
) -> Difference | None:
    finite = np.isfinite(wanted)
    if not np.array_equal(np.isfinite(got), finite):
        if np.all(np.isfinite(got)):
            return Difference("non_finite", "NaN or infinity was expected in places.", path)
        kind = "NaN" if np.isnan(got).any() else "Infinity"
        return Difference("non_finite", f"{kind} where a finite number was expected.", path)
    same = np.where(np.isnan(wanted), np.isnan(got), wanted == got)
    if not np.all(same | finite):
        return Difference("non_finite", "NaN and infinities stand in other places.", path)
    wide = _wide(wanted)
    left, right = wanted[finite].astype(wide), got[finite].astype(wide)
    return _told(wanted, finite, np.abs(right - left), np.abs(left), tolerance, path)


def _told(
    wanted: NDArray[Any], finite: Any, error: Any, size: Any, tolerance: Compare, path: str
) -> Difference | None:
    """What errors amount to, and the sizes of what is expected, where that is finite."""
    wrong = error > np.maximum(tolerance.atol, tolerance.rtol * size)
    if not wrong.any():
        return None
    where = partial(_where, wanted, finite, wrong, error, size)  # only shown tests need it
    if (error <= np.maximum(tolerance.atol, max(_NEAR, tolerance.rtol) * size)).all():
        message = "Close to the expected values, but not within the stated tolerance."
        return Difference("imprecise", message, path, lambda: f"{message} {where()}")
    return Difference("value", "The values differ.", path, where)


def _where(wanted: Any, finite: Any, wrong: Any, error: Any, size: Any) -> str:
    """How many entries are wrong, where the first one stands, and by how much: for shown tests."""
    with np.errstate(over="ignore"):
        relative = np.max(error[wrong] / np.maximum(size[wrong], np.finfo(float).tiny))
    by = f"relative error {float(relative):.2g}" if relative < 1e6 else "many times too large"
    if wanted.ndim == 0:
        return f"The value differs: {by}."
    mask = np.zeros(wanted.shape, bool)
    mask[finite] = wrong
    first = ", ".join(str(int(index)) for index in np.argwhere(mask)[0])
    count = int(mask.sum())
    differ = "entry differs" if count == 1 else "entries differ"
    return f"{count} of {wanted.size} {differ}, the first at [{first}]; largest {by}."


def _wide(wanted: NDArray[Any]) -> type[Any]:
    """A type in which differences are exact, or as good as they get."""
    if wanted.dtype.kind == "c":
        return np.complex128
    if wanted.dtype.kind in "iu" and np.abs(wanted.astype(float)).max() >= 2.0**53:
        return object  # Python's integers: floats would lose the last digits
    return np.float64


def as_numbers(value: Any) -> NDArray[Any] | None:
    """An array of numbers for what means one: arrays, scalars, nested lists; None otherwise."""
    if type(value) is np.ndarray:  # the usual case, quickly
        return value if value.dtype.kind in "biufc" else None
    if isinstance(value, list | tuple):
        # Beside one long text NumPy would make room for as long a text in every place.
        if not _holds_numbers(value):
            return None
        try:
            value = np.array(value)
        except (ValueError, OverflowError):
            return None
    elif not isinstance(value, np.ndarray | np.generic | int | float | complex):
        return None
    array = np.asarray(value)
    return array if array.dtype.kind in "biufc" else None


def _holds_numbers(items: list[Any] | tuple[Any, ...]) -> bool:
    """Whether there is nothing but numbers and arrays inside, however nested."""
    others = set(map(type, items)) - _NUMBERS
    if not others:
        return True
    return all(
        type(item) in _NUMBERS
        or isinstance(item, np.generic | np.ndarray)
        or (isinstance(item, list | tuple) and _holds_numbers(item))
        for item in items
    )


def _same_kind(wanted: NDArray[Any], got: NDArray[Any]) -> bool:
    allowed = {"b": "b", "i": "iu", "u": "iu", "f": "iuf", "c": "iufc"}
    return got.dtype.kind in allowed[wanted.dtype.kind] or got.size == 0


def _other(expected: Any, actual: Any, path: str) -> Difference:
    if actual is None:
        message = f"Returned None where {name_of(expected)} was expected: is a `return` missing?"
        return Difference("none", message, path)
    if isinstance(expected, str) and isinstance(actual, str):
        return Difference("type", "The text differs.", path)
    message, detail = (
        f"Expected {name_of(expected)}, got {name}."
        for name in (name_of(actual, safe=True), name_of(actual))
    )
    return Difference("type", message, path, detail)


def name_of(value: Any, *, safe: bool = False) -> str:
    """A value's kind in words: "an array of shape (2, 3)", "a float".

    With `safe`, without what a program may choose freely.
    """
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        known = not safe or value.type_name in _KNOWN_TYPES
        return f"a value of type {value.type_name}" if known else "a value of another type"
    if isinstance(value, np.ndarray) and value.ndim and safe:
        return "an array"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {_shape(value)}"
    if isinstance(value, np.ndarray | np.generic):
        value = value.item()
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _shape(array: NDArray[Any]) -> str:
    return str(array.shape) if array.shape else "() (a scalar)"
