"""What was taken for something else in an answer that is right: worth a word, no fault."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from judge.compare.value import as_numbers, compare_values
from judge.spec.model import Compare


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


def difference_of(expected: Any, actual: Any, tolerance: Compare) -> Any:
    """actual - expected, where both are numbers or arrays of one shape; None otherwise.

    Of a nested result, a dict of these by the paths of the parts that differ. None under another
    mode than `value`, where entries may stand in another place or with another sign.
    """
    if tolerance.mode != "value":
        return None
    if not _has_parts(expected):
        return _subtracted(expected, actual)
    found = dict(_differences(expected, actual, tolerance, "result"))
    return found or None


def _has_parts(value: Any) -> bool:
    return isinstance(value, dict | tuple) or (
        isinstance(value, list) and any(isinstance(i, np.ndarray | dict | tuple) for i in value)
    )


def _differences(
    expected: Any, actual: Any, tolerance: Compare, path: str
) -> Iterator[tuple[str, Any]]:
    if not _has_parts(expected):
        found = _subtracted(expected, actual)
        if found is not None and compare_values(expected, actual, tolerance):
            yield path, found
    elif isinstance(expected, dict):
        for key in expected if isinstance(actual, dict) else ():
            if key in actual:
                yield from _differences(expected[key], actual[key], tolerance, f"{path}[{key!r}]")
    elif isinstance(actual, list | tuple) and len(actual) == len(expected):
        for index, (wanted, got) in enumerate(zip(expected, actual, strict=True)):
            yield from _differences(wanted, got, tolerance, f"{path}[{index}]")


def _subtracted(expected: Any, actual: Any) -> Any:
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
