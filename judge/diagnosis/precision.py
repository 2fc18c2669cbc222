"""Nearly right: rounded, in single precision, by a one-sided difference."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis
from judge.diagnosis.part import Change, Changes, Part

_HALF = 5e-3
"""How far a number in half precision may be off, relatively, with some room."""
_STEPS = frozenset(("h", "step", "delta", "dx"))
_SMALL = frozenset(("eps", "epsilon"))
"""A step, or a small constant that keeps a root or a quotient from zero."""
_SPREAD = 1.0
"""How far errors may scatter about a step's multiple, as a natural logarithm."""


def may_have_few_digits(parts: Sequence[Part]) -> bool:
    """Whether a few numbers are what a shorter float can hold, and nearly right."""
    for part in parts:
        some = max(part.leaf.absolute, _HALF * part.leaf.largest)
        for wanted, got in part.pairs:
            if abs(got - wanted) > some or float(np.float32(got)) != got:
                return False
    return True


def few_digits(evidence: Evidence) -> Diagnosis | None:
    """Every number is one that a shorter float can hold, and is the expected one up to that."""
    if not evidence.is_real:
        return None
    for short, precision, words in (
        (np.float32, 1e-5, "single precision"),
        (np.float16, _HALF, "half precision"),
    ):
        if _is_held(evidence, short, precision):
            return Diagnosis(
                "float32", f"The values are right in {words} only: compute in float64."
            )
    return None


def _is_held(evidence: Evidence, short: type[np.floating[Any]], precision: float) -> bool:
    """Whether all numbers are right up to a precision, and a shorter float holds them; and whether
    the expected ones have more digits than that: else nothing can be told."""
    line = evidence.line
    most = [max(part.leaf.absolute, precision * part.leaf.largest) for part in evidence.parts]
    if not (np.abs(line.got - line.wanted) <= line.spread(most)).all():
        return False
    is_held = (line.got.astype(short) == line.got).all()
    return bool(is_held and np.count_nonzero(line.wanted.astype(short) != line.wanted) >= 2)


def may_be_rounded(parts: Sequence[Part]) -> bool:
    """Whether a few numbers are rounded or cut."""
    return bool(CUTS.likely(parts))


def rounded(evidence: Evidence) -> Diagnosis | None:
    """Rounded, or cut, to a number of digits."""
    if not evidence.is_real:
        return None
    line = evidence.line
    for change in CUTS.likely(evidence.parts[:1]):
        if line.is_close(change.function(line.wanted)):
            return Diagnosis(change.code, change.message)
    return None


def _to_decimals(digits: int) -> Change:
    words = f"{digits} decimals" if digits else "whole numbers"
    tens = 10.0**digits
    return Change(
        "rounded",
        f"The values are rounded to {words}: return them in full.",
        lambda x: round(x * tens) / tens,
        lambda x: np.round(x, digits),
    )


CUTS = Changes(
    (
        *map(_to_decimals, range(9)),
        Change("rounded", "The values are cut to whole numbers: look for `//` or `int`.",
               math.trunc, np.trunc),
        Change("rounded", "The values are rounded down: look for `//` or `floor`.",
               math.floor, np.floor),
    )
)  # fmt: skip


def may_be_one_sided(parts: Sequence[Part]) -> bool:
    """Whether there is a step, and the errors are of its order, by a few numbers."""
    steps = parts[0].test.given.once(_steps)
    if not steps:
        return False
    # The largest error is among those of the few numbers.
    errors = [(part, max([abs(got - wanted) for wanted, got in part.pairs])) for part in parts]
    return any(
        all(_within(error, part.leaf.largest * part.test.given.scalars.get(name, 0.0), 101)
            for part, error in errors)
        for name in steps
    )  # fmt: skip


def _within(left: float, right: float, times: float) -> bool:
    return left <= times * right and right <= times * left


def _steps(given: Given) -> list[str]:
    """The inputs that are steps, or small constants."""
    return [name for name in given.scalars if name.lower() in _STEPS | _SMALL]


def one_sided_difference(evidence: Evidence) -> Diagnosis | None:
    """An error of the order of the step, in every test.

    A one-sided difference is wrong by step/2 times the second derivative, a centered one by
    step^2/6 times the third (Taylor's theorem).
    """
    for name in evidence.failing[0].given.once(_steps):
        if not _grows_with(evidence, name):
            continue
        size = f"The error is about as large as `{name}`."
        centred = f"(f(x + {name}) - f(x - {name})) / (2 {name})"
        if name.lower() in _STEPS:
            return Diagnosis(
                "one_sided",
                f"{size} A one-sided difference has such an error, a centered one a far smaller"
                f" one: {centred}.",
            )
        return Diagnosis(
            "one_sided",
            f"{size} If it is the step of a difference: a one-sided one has such an error, a"
            f" centered one, {centred}, a far smaller one. If it is a small constant: look at where"
            " it is added.",
        )
    return None


def _grows_with(evidence: Evidence, name: str) -> bool:
    """Whether the relative errors are of the order of a step, and in proportion if it varies."""
    steps, sizes = [], []
    for part in evidence.parts:
        step, size = part.test.given.scalars.get(name, 0.0), part.leaf.largest
        if not 0 < step <= 1 or size == 0:
            return False
        steps.append(step)
        sizes.append(size)
    errors = evidence.line.worst / sizes
    x, y = np.log(steps), np.log(errors)
    if np.abs(y - x).max() > np.log(100):
        return False
    if np.ptp(x) > np.log(2):
        x, y = x - x.mean(), y - y.mean()
        slope = (x @ y) / (x @ x)
        scatter = np.std(y - slope * x)
        return bool(len(x) > 2 and 0.7 < slope < 1.3 and scatter < _SPREAD)
    return bool(errors.max() <= 1e-2 and np.abs(y - x).max() < np.log(20))


def may_be_imprecise(parts: Sequence[Part]) -> bool:
    """Whether the comparison says so of the tests that a few arrays are from."""
    return all(p.test.difference and p.test.difference.code == "imprecise" for p in parts)


def imprecise(evidence: Evidence) -> Diagnosis | None:
    """Close, but not close enough; nothing more can be said."""
    if all(t.difference and t.difference.code == "imprecise" for t in evidence.failing):
        return Diagnosis(
            "imprecise",
            "Close to the expected values, but not within the stated tolerance. Look for rounding,"
            " for too coarse a step, for a small constant such as an epsilon in another place, or"
            " for a difference of nearly equal numbers.",
        )
    return None


def may_be_infinite(parts: Sequence[Part]) -> bool:
    """Whether NaN and infinities may be what is wrong with all parts."""
    if parts[0].is_plain:
        return False
    return all(part.is_in_shape for part in parts) and (
        all(part.leaf.is_finite is not part.is_finite for part in parts)
        or all(part.code == "non_finite" for part in parts)
    )


def not_finite(evidence: Evidence) -> Diagnosis | None:
    """NaN or infinity where a finite number was due, or the other way round."""
    parts = evidence.parts
    if evidence.is_elementwise or evidence.structural or not parts or not evidence.is_in_shape:
        return None
    if all(part.leaf.is_finite and not part.is_finite for part in parts):
        if all(np.isinf(part.got).any() and not np.isnan(part.got).any() for part in parts):
            words = "Infinity where a finite number was expected. Look for an overflow, a division"
            return Diagnosis("non_finite", f"{words} by zero or log(0).")
        words = "NaN where a finite number was expected. Look for 0/0, an overflow such as"
        hint = " exp of a large number, log or root of a negative number, and inf - inf."
        return Diagnosis("non_finite", words + hint)
    if all(part.is_finite and not part.leaf.is_finite for part in parts):
        return Diagnosis("non_finite", "NaN or infinity was expected in places.")
    if all(part.code == "non_finite" for part in parts):
        return Diagnosis("non_finite", "NaN and infinities stand in other places than expected.")
    return None
