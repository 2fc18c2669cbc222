"""The result is something else that is known: an input, zeros, the same number every time."""

import math
from collections.abc import Sequence

import numpy as np

from judge.compare.value import as_numbers
from judge.diagnosis.evidence import Evidence
from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.part import Part
from judge.diagnosis.plan import Array

_ROUNDING = 1e-9


def returned_input(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """An input comes back as it was."""
    first, *others = failing
    for name in _inputs_like(first):
        if all(name in _inputs_like(test) for test in others):
            if all(not np.any(as_numbers(test.actual)) for test in failing):
                return None
            return Diagnosis("returned_input", f"`{name}` comes back unchanged.")
    return None


def _inputs_like(test: Judged) -> list[str]:
    """The inputs that are the result."""
    if isinstance(test.actual, dict | tuple):
        return []
    value = as_numbers(test.actual)
    if value is None or not value.size:
        return []
    given = test.given
    if not value.ndim:
        return [name for name, number in given.scalars.items() if value == number]
    return [
        name
        for name, array in given.arrays.items()
        if array.shape == value.shape and name in given.inputs and _is_same(value, array)
    ]


def _is_same(left: Array, right: Array) -> bool:
    """Whether two arrays of one shape are equal; mostly the first entry or the last says no."""
    if not left.size or left.item(0) != right.item(0) or left.item(-1) != right.item(-1):
        return not left.size
    return np.array_equal(left, right)


def returned_loss(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """The problem's loss comes back, where its gradient is due."""
    for test in failing:
        loss = test.given.loss
        if loss is None or not math.isfinite(loss):
            return None
        value = as_numbers(test.actual)
        if value is None or value.size != 1 or value.dtype.kind not in "iuf":
            return None
        allowed = max(test.tolerance.atol, _ROUNDING * abs(loss))
        if not abs(float(value.reshape(())) - loss) <= allowed:
            return None
    if len(failing) < 2 and not (failing[0].given.loss and np.ndim(failing[0].expected)):
        return None  # a single number may be a loss by chance
    return Diagnosis("returned_loss", "The loss comes back, where its gradient is due.")


def may_be_constant(parts: Sequence[Part]) -> bool:
    """Whether a few numbers of all parts are the same one."""
    if not parts[0].is_in_shape or not parts[0].got.size:
        return False
    first = parts[0].few[0]
    for part in parts:
        if not part.is_in_shape or not part.got.size or any([got != first for got in part.few]):  # noqa: C419
            return False
    return True


def constant(evidence: Evidence) -> Diagnosis | None:
    """Zeros, or the same number in every entry of every failing test."""
    parts = evidence.parts
    if evidence.structural or not parts or not evidence.is_in_shape:
        return None
    if not parts[0].got.size:
        return None
    first = parts[0].got.flat[0]
    if parts[0].got.flat[-1] != first or not np.isfinite(first):
        return None
    if not all(part.got.size and (part.got == first).all() for part in parts):
        return None
    if first == 0:
        return Diagnosis("zeros", "Every value is 0.")
    if len(parts) >= (2 if first == 1 else 3):
        return Diagnosis("constant", "The result is the same number every time.")
    return None


def same_answer(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """The same array in every test, whatever the inputs."""
    tests = (*failing, *passing)
    if len(tests) < 3 or len(failing) < 2:
        return None
    first = as_numbers(tests[0].actual)
    if first is None or not first.size:
        return None
    for test in tests[1:]:
        value = as_numbers(test.actual)
        if value is None or value.shape != first.shape or not _is_same(value, first):
            return None
    return Diagnosis("constant", "The result is the same in every test, whatever the inputs.")
