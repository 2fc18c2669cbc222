"""A comparison by the line of a result says what a walk through the result says."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from judge.compare import compare
from judge.diagnosis import diagnose, lay
from judge.diagnosis.given import Given
from judge.spec import Compare

TOLERANCE = Compare(rtol=1e-6, atol=1e-9)
numbers = st.sampled_from((0.0, 1.0, -2.5, 1e300, np.nan, np.inf, 3.0))
arrays = st.lists(numbers, max_size=4).map(np.array) | st.just(np.ones((2, 3)))
results = st.recursive(
    numbers | arrays | st.integers(-3, 3) | st.lists(numbers, max_size=3) | st.text(max_size=1)
    | st.none() | st.booleans(),
    lambda inner: st.tuples(inner, inner) | st.dictionaries(st.sampled_from("abc"), inner)
    | st.lists(inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
changes = st.sampled_from((0.0, 1e-12, 1e-8, 1e-4, 1.0, np.nan, np.inf))


def changed(value: Any, by: list[float]) -> Any:
    """A value of the same form, some of whose numbers are a little off, or more."""
    if isinstance(value, dict):
        return {key: changed(item, by) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(changed(item, by) for item in value)
    if isinstance(value, float | np.ndarray):
        off = by.pop() if by else 0.0
        with np.errstate(all="ignore"):
            return value + off
    return value


def told(expected: Any, actual: Any) -> None:
    found = compare(expected, actual, TOLERANCE)
    test = lay(Given(expected, TOLERANCE, {}, {}), actual)
    mine = test.difference
    assert (found is None) == (mine is None)
    if found and mine:
        assert (found.code, found.path) == (mine.code, mine.path)
        for hidden in (True, False):
            assert found.text(hidden=hidden) == mine.text(hidden=hidden)
    diagnose([test])


@given(results, st.lists(changes, max_size=6))
def test_numbers_that_are_off_are_told_alike(expected: Any, by: list[float]) -> None:
    told(expected, changed(expected, by))


@given(results, results)
def test_other_results_are_told_alike(expected: Any, actual: Any) -> None:
    told(expected, actual)
