"""The result is something else that is known: an input, zeros, the same number every time."""

import numpy as np

from judge.compare.value import as_numbers
from judge.diagnosis.evidence import Array, Diagnosis, Evidence, Judged, arrays_of, scalars_of

_ROUNDING = 1e-9


def returned_input(evidence: Evidence) -> Diagnosis | None:
    """An input comes back as it was."""
    tests = evidence.failing
    values = [as_numbers(test.actual) for test in tests]
    if any(value is None or not value.size for value in values):
        return None
    for name in tests[0].inputs:
        if all(_is_input(test, name, value) for test, value in zip(tests, values, strict=True)):
            if all(not np.any(value) for value in values):
                return None
            return Diagnosis("returned_input", f"`{name}` comes back unchanged.")
    return None


def _is_input(test: Judged, name: str, value: Array | None) -> bool:
    given = arrays_of(test).get(name)
    if given is None:
        number = scalars_of(test).get(name)
        return number is not None and value is not None and value.shape == () and value == number
    return value is not None and value.shape == given.shape and np.array_equal(value, given)


def returned_loss(evidence: Evidence) -> Diagnosis | None:
    """The problem's loss comes back, where its gradient is due."""
    tests = evidence.failing
    if not tests or any(test.loss is None or not np.isfinite(test.loss) for test in tests):
        return None
    values = [as_numbers(test.actual) for test in tests]
    for test, value in zip(tests, values, strict=True):
        if value is None or value.size != 1 or value.dtype.kind not in "iuf":
            return None
        allowed = max(test.tolerance.atol, _ROUNDING * abs(test.loss or 0.0))
        if not abs(float(value.reshape(())) - (test.loss or 0.0)) <= allowed:
            return None
    if not any(test.loss and np.ndim(test.expected) for test in tests) and len(tests) < 2:
        return None  # a single number may be a loss by chance
    return Diagnosis("returned_loss", "The loss comes back, where its gradient is due.")


def constant(evidence: Evidence) -> Diagnosis | None:
    """Zeros, or the same number in every entry of every failing test."""
    if evidence.structural or not evidence.parts:
        return None
    values = [part.got for part in evidence.parts if part.got.size]
    if any(part.got.shape != part.wanted.shape for part in evidence.parts):
        return None
    if not values or len(values) < len(evidence.parts):
        return None
    first = values[0].flat[0]
    if not np.isfinite(first) or not all(np.all(value == first) for value in values):
        return None
    if first == 0:
        return Diagnosis("zeros", "Every value is 0.")
    if len(values) > 1 and (first == 1 or len(values) > 2):
        return Diagnosis("constant", "The result is the same number every time.")
    return None


def same_answer(evidence: Evidence) -> Diagnosis | None:
    """The same array in every test, whatever the inputs."""
    tests = evidence.failing
    if len(tests) + len(evidence.passing) < 3 or len(tests) < 2:
        return None
    values = [as_numbers(test.actual) for test in (*tests, *evidence.passing)]
    first = values[0]
    if first is None or not first.size or not all(
        value is not None and value.shape == first.shape and np.array_equal(value, first)
        for value in values
    ):  # fmt: skip
        return None
    return Diagnosis("constant", "The result is the same in every test, whatever the inputs.")
