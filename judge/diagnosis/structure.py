"""No arrays to lay side by side: None, another type, other keys, another length."""

from collections.abc import Sequence

import numpy as np

from judge.diagnosis.judged import Diagnosis, Judged

_STRUCTURAL = frozenset(("none", "type", "length", "keys", "dtype", "order", "checker"))


def structure(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """What every failing test says in the same words."""
    first, *others = [test.difference for test in failing]
    if first is None or first.code not in _STRUCTURAL:
        return None
    if any(
        other is None or (other.code, other.path) != (first.code, first.path) for other in others
    ):
        return None
    return Diagnosis(first.code, first.text())


def changed_input(failing: Sequence[Judged], passing: Sequence[Judged]) -> Diagnosis | None:
    """Every failing test looks at an argument after the call, and finds it changed."""
    first, *others = failing
    for name in _looked_at(first):
        if all(name in _looked_at(test) for test in others):
            return Diagnosis(
                "changed_input", f"The function changes its argument `{name}`: work on a copy."
            )
    return None


def _looked_at(test: Judged) -> list[str]:
    """The arguments that a test expects to come through a call as they were."""
    call = test.given.call
    if call is None or not isinstance(test.expected, np.ndarray):
        return []
    return [
        name
        for name, value in test.given.inputs.items()
        if name in call
        and isinstance(value, np.ndarray)
        and value.shape == test.expected.shape
        and np.array_equal(value, test.expected)
    ]
