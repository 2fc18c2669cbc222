"""The result is something else that is known: an input, zeros, the same number every time."""

import math

import numpy as np

from judge.compare.value import as_numbers
from judge.diagnosis.evidence import Diagnosis, Evidence, Judged

_ROUNDING = 1e-9


def returned_input(evidence: Evidence) -> Diagnosis | None:
    """An input comes back as it was."""
    first, *others = evidence.failing
    for name in _inputs_like(first):
        if all(name in _inputs_like(test) for test in others):
            if not evidence.is_sample and all(
                not np.any(as_numbers(test.actual)) for test in evidence.failing
            ):
                return None
            return Diagnosis("returned_input", f"`{name}` comes back unchanged.")
    return None


def _inputs_like(test: Judged) -> list[str]:
    """The inputs that are the result."""
    value = as_numbers(test.actual)
    if value is None or not value.size:
        return []
    given = test.given
    if not value.ndim:
        return [name for name, number in given.scalars.items() if value == number]
    return [
        name
        for name, array in given.arrays.items()
        if array.shape == value.shape and name in given.inputs and np.array_equal(value, array)
    ]


def returned_loss(evidence: Evidence) -> Diagnosis | None:
    """The problem's loss comes back, where its gradient is due."""
    tests = evidence.failing
    for test in tests:
        loss = test.given.loss
        if loss is None or not math.isfinite(loss):
            return None
        value = as_numbers(test.actual)
        if value is None or value.size != 1 or value.dtype.kind not in "iuf":
            return None
        allowed = max(test.tolerance.atol, _ROUNDING * abs(loss))
        if not abs(float(value.reshape(())) - loss) <= allowed:
            return None
    if not any(test.given.loss and np.ndim(test.expected) for test in tests) and len(tests) < 2:
        return None  # a single number may be a loss by chance
    return Diagnosis("returned_loss", "The loss comes back, where its gradient is due.")


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
    if not evidence.is_chance(len(parts), 2 if first == 1 else 3):
        return Diagnosis("constant", "The result is the same number every time.")
    return None


def same_answer(evidence: Evidence) -> Diagnosis | None:
    """The same array in every test, whatever the inputs."""
    tests = (*evidence.failing, *evidence.passing)
    if len(tests) < 3 or len(evidence.failing) < 2:
        return None
    first = as_numbers(tests[0].actual)
    if first is None or not first.size:
        return None
    for test in tests[1:]:
        value = as_numbers(test.actual)
        if value is None or value.shape != first.shape or not np.array_equal(value, first):
            return None
    return Diagnosis("constant", "The result is the same in every test, whatever the inputs.")
