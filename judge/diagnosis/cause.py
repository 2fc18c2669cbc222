"""Name the mistake behind wrong values.

All failing tests are looked at together: a cause is said only when it explains every one of them.
No message holds a value of a hidden test.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from judge.compare import Difference, compare
from judge.compare.value import as_numbers
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
class Failing:
    """A test whose value was wrong. `dims`: the sizes of the problem's named dimensions in it."""

    expected: Any
    actual: Any
    difference: Difference
    tolerance: Compare
    dims: dict[str, int]


Check = Callable[[Sequence[Failing]], Diagnosis | None]


def diagnose(failing: Sequence[Failing]) -> Diagnosis | None:
    """The most specific cause that explains every failing test, None if there is none."""
    if not failing:
        return None
    for check in _CHECKS:
        found = check(failing)
        if found:
            return found
    return None


def _structure(failing: Sequence[Failing]) -> Diagnosis | None:
    codes = {item.difference.code for item in failing}
    if len(codes) != 1:
        return None
    (code,) = codes
    first = failing[0].difference
    if code == "shape":
        return _shape(failing) or Diagnosis("shape", first.text())
    if code in ("none", "type", "length", "keys", "dtype"):
        return Diagnosis(code, first.text())
    if code == "non_finite":
        hint = " Look for an overflow, a division by zero or log(0)."
        return Diagnosis(code, first.text() + hint)
    if code == "imprecise":
        return Diagnosis(code, first.text())
    return None


def _shape(failing: Sequence[Failing]) -> Diagnosis | None:
    def pairs() -> list[tuple[Any, Any]]:
        return [(np.asarray(item.expected), as_numbers(item.actual)) for item in failing]

    if any(item.difference.path for item in failing):
        return None
    if all(e.ndim == 2 and a.shape == e.T.shape for e, a in pairs()):
        return Diagnosis("transposed", "The result has the transposed shape.")
    if all(e.ndim > 1 and a.shape == (e.size,) for e, a in pairs()):
        return Diagnosis(
            "flattened", "The result is flat: keep the shape that the signature states."
        )
    if all(e.ndim == 1 and a.ndim == 2 and a.shape == (e.size, e.size) for e, a in pairs()):
        return Diagnosis(
            "broadcast",
            "A square matrix came back instead of a vector: (n,) and (n, 1) were broadcast"
            " against each other.",
        )
    return None


def _factor(failing: Sequence[Failing]) -> Diagnosis | None:
    ratios = []
    for item in failing:
        ratio = _ratio(item)
        if ratio is None:
            return None
        ratios.append((ratio, item.dims))
    for factor in _factors(failing[0].dims):
        if all(np.isclose(ratio, factor.of(dims), rtol=1e-4, atol=0) for ratio, dims in ratios):
            return Diagnosis(factor.code, factor.message)
    return None


@dataclass(frozen=True)
class _Factor:
    """A factor that a mistake leaves behind: scale * size ** power."""

    code: str
    message: str
    scale: float
    name: str = ""
    power: int = 0

    def of(self, dims: dict[str, int]) -> float:
        size = dims.get(self.name, 0)
        return self.scale * float(size) ** self.power if size or not self.name else np.nan


def _factors(names: Iterable[str]) -> list[_Factor]:
    """The usual constants first, then the problem's own sizes."""
    found = [
        _Factor("sign", "Every value has the wrong sign.", -1.0),
        _Factor("factor", "Every value is twice what it should be.", 2.0),
        _Factor("factor", "Every value is half of what it should be: a 2 is missing.", 0.5),
    ]
    for name in names:
        missing = f"Every value is {name} times too large: the mean over {name} is missing."
        twice = f"Every value is {name} times too small: it is divided by {name} once too often."
        half = f"Every value is {name}/2 times too large: the factor 2/{name} is missing."
        both = f"The sign is wrong, and the mean over {name} is missing."
        found += [
            _Factor("factor", missing, 1.0, name, 1),
            _Factor("factor", twice, 1.0, name, -1),
            _Factor("factor", half, 0.5, name, 1),
            _Factor("factor", both, -1.0, name, 1),
        ]
    return found


def _ratio(item: Failing) -> float | None:
    """actual / expected where it is one number for the whole result."""
    if item.difference.code != "value" or item.difference.path:
        return None
    expected, actual = np.asarray(item.expected), as_numbers(item.actual)
    if actual is None or expected.dtype.kind not in "iuf" or actual.dtype.kind not in "iuf":
        return None
    with np.errstate(all="ignore"):
        size = np.abs(expected)
        if not size.size or not np.isfinite(size).all() or size.max() == 0:
            return None
        at = int(np.argmax(size))
        ratio = float(actual.flat[at]) / float(expected.flat[at])
        if not np.isfinite(ratio):
            return None
        scaled = np.asarray(expected, np.float64) * ratio
        loose = Compare(rtol=max(1e-6, item.tolerance.rtol), atol=item.tolerance.atol * 10)
        return ratio if compare(scaled, np.asarray(actual, float), loose) is None else None


_CHECKS: tuple[Check, ...] = (_structure, _factor)
