"""What was taken for something else in an answer that is right: worth a word, no fault."""

from typing import Any

import numpy as np

from judge.compare.value import as_numbers


def note(expected: Any, actual: Any) -> str | None:
    """A sentence on the first value that was taken for what it is not quite; None without one.

    It holds nothing of the values, so that it may be shown for hidden tests.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        return next((n for key in expected if (n := note(expected[key], actual.get(key)))), None)
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        if type(expected) is not type(actual):
            return f"A {type(actual).__name__} was taken as a {type(expected).__name__}."
        pairs = zip(expected, actual, strict=False)
        return next((n for pair in pairs if (n := note(*pair))), None)
    if isinstance(expected, list | tuple) and isinstance(actual, np.ndarray):
        return f"An array was taken as a {type(expected).__name__}."
    if isinstance(expected, np.ndarray) and isinstance(actual, list | tuple):
        return f"A {type(actual).__name__} was taken as an array."
    return _on_numbers(expected, actual)


def difference_of(expected: Any, actual: Any) -> Any:
    """actual - expected, where both are numbers or arrays of one shape; None otherwise."""
    wanted = None if isinstance(expected, dict | tuple | str) else as_numbers(expected)
    got = None if isinstance(actual, dict | str) else as_numbers(actual)
    if wanted is None or got is None or wanted.shape != got.shape or not wanted.size:
        return None
    if "b" in (wanted.dtype.kind, got.dtype.kind):
        return None
    with np.errstate(all="ignore"):
        found = np.subtract(got, wanted, dtype=np.result_type(got, wanted, np.float64))
    return found if found.ndim else found.item()


def _on_numbers(expected: Any, actual: Any) -> str | None:
    if isinstance(expected, int | float) and isinstance(actual, np.ndarray):
        return "An array without axes was taken as a number."
    if not isinstance(expected, np.ndarray) or not isinstance(actual, np.ndarray | np.generic):
        return None
    if expected.dtype == np.float64 and actual.dtype in (np.float32, np.float16):
        return f"Numbers of type {actual.dtype} were taken as float64."
    if expected.dtype.kind == "f" and actual.dtype.kind in "iu" and actual.size:
        return "Whole numbers of an integer type were taken as floats."
    return None
