"""Comparison by value."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.compare import compare
from judge.opaque import Opaque
from judge.spec import Compare

TOLERANCE = Compare(rtol=1e-6, atol=1e-9)
A = np.array


def code(expected: Any, actual: Any, tolerance: Compare = TOLERANCE) -> str | None:
    found = compare(expected, actual, tolerance)
    return found.code if found else None


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1.0, 1),
        (1.0, np.float32(1)),
        (1.0, A(1.0)),
        (A(1.0), 1.0),
        (3, np.int16(3)),
        (True, np.bool_(True)),
        (A([1.0, 2.0]), [1, 2.0000000001]),
        (A([np.nan, np.inf]), A([np.nan, np.inf])),
        ([1.0, 2.0], A([1.0, 2.0])),
        ((A([1.0]), {"a": 2}), [A([1.0]), {"a": 2}]),
        (None, None),
        ("x", "x"),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (A([2**62], np.int64), A([2**62], np.int64)),
    ],
)
def test_what_means_the_same_is_right(expected: Any, actual: Any) -> None:
    assert compare(expected, actual, TOLERANCE) is None


@pytest.mark.parametrize(
    ("expected", "actual", "wanted"),
    [
        (1.0, None, "none"),
        (A([1.0]), 1.0, "shape"),
        (1.0, A([1.0]), "shape"),
        (A([[1.0]]), A([1.0]), "shape"),
        (1, 1.0, "dtype"),
        (1.0, True, "dtype"),
        (True, 1, "dtype"),
        (1.0, 1j, "dtype"),
        (A([1.0]), A(["a"]), "type"),
        (A([1.0]), Opaque("set"), "type"),
        (A([1.0, 2.0]), [[1.0], [2.0, 3.0]], "type"),
        (1.0, np.nan, "non_finite"),
        (np.nan, 1.0, "non_finite"),
        (np.inf, -np.inf, "non_finite"),
        (A([np.nan, np.inf]), A([np.inf, np.nan]), "non_finite"),
        (1.0, 1.0001, "imprecise"),
        (1.0, 1.1, "value"),
        (0.0, 1e-8, "value"),
        ("x", "y", "type"),
        ("1", 1, "type"),
        ((1.0, 2.0), (1.0,), "length"),
        ({"a": 1}, {"b": 1}, "keys"),
        ({"a": 1}, [("a", 1)], "type"),
        (None, 0, "type"),
        (2**63, 2**63 + 10**17, "value"),
        (Opaque("set"), Opaque("set"), "type"),
        ([1.0, Opaque("set")], [1.0, 2.0], "type"),
    ],
)
def test_what_is_wrong_has_a_name(expected: Any, actual: Any, wanted: str) -> None:
    assert code(expected, actual) == wanted


def test_large_integers_are_compared_to_the_last_digit() -> None:
    exact = Compare(rtol=0, atol=0)
    assert code(2**62, 2**62 + 1, exact) == "imprecise"
    assert code(2**53, 2**53 + 1, exact) == "imprecise"
    assert code(A([2**62, 1]), A([2**62, 1]), exact) is None


def test_the_candidate_s_value_does_not_widen_the_tolerance() -> None:
    assert code(1.0, 1e12, Compare(rtol=0.5, atol=0)) == "value"
    assert code(0.0, 1e-3, Compare(rtol=0.5, atol=0)) == "value"


def test_the_bound_is_as_exact_for_what_is_expected_in_short_floats() -> None:
    # In half precision the bound itself would be rounded, here up by more than one in a hundred.
    assert code(A([1.0], np.float16), A([1.0 + 1.01e-6]), Compare(rtol=1e-6, atol=0)) == "imprecise"


def test_the_place_in_a_nested_result_is_named() -> None:
    found = compare((1.0, {"dW": A([1.0, 2.0])}), (1.0, {"dW": A([1.0])}), TOLERANCE)
    assert found is not None
    assert found.path == "[1]['dW']"
    assert "result[1]['dW']" in found.text()


finite = st.floats(-1e100, 1e100)


@given(finite)
def test_a_value_is_right_of_itself(value: float) -> None:
    assert compare(value, value, Compare(rtol=0, atol=0)) is None


@given(finite, st.floats(0, 1e-3), st.floats(0, 1.0))
def test_the_bound_is_what_the_statement_says(expected: float, rtol: float, shift: float) -> None:
    tolerance = Compare(rtol=rtol, atol=1e-9)
    actual = expected + shift * abs(expected)
    allowed = max(1e-9, rtol * abs(expected))
    assert (code(expected, actual, tolerance) is None) == (abs(actual - expected) <= allowed)


@given(st.lists(finite, min_size=1, max_size=8), st.lists(finite, min_size=1, max_size=8))
def test_messages_hold_no_entry(expected: list[float], actual: list[float]) -> None:
    found = compare(A(expected) + 0.123456, A(actual), TOLERANCE)
    if found:
        assert "123456" not in found.text()


FREE = "77123"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (A([1.0, 2.0]), np.zeros(77123)),
        (A([1.0, 2.0]), np.zeros((77123, 2))),
        ([1.0, 2.0], [0.0] * 77123),
        ({"a": 1.0}, {"a": 1.0, "77123": 2}),
        ({"a": 1.0}, {77123: 2}),
        (1.0, Opaque("T77123")),
        (A([1.0]), Opaque("ndarray of T77123")),
        ((1.0, {"b": 2.0}), (1.0, {"b": "77123"})),
        ({"a": 1.0}, np.zeros((77123, 1))),
        (1.0, "77123"),
    ],
)
def test_the_words_for_hidden_tests_hold_nothing_of_the_program_s_choosing(
    expected: Any, actual: Any
) -> None:
    found = compare(expected, actual, TOLERANCE)
    assert found is not None
    assert FREE not in found.text(hidden=True)


def test_a_long_text_among_numbers_takes_no_room_for_each_of_them() -> None:
    actual = ["x" * (1 << 16), *[0.0] * 100]
    tracemalloc.start()
    try:
        assert code(A([1.0, 2.0]), actual) == "type"
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=12,
))  # fmt: skip
def test_no_value_breaks_the_comparison(actual: Any) -> None:
    for expected in (1.0, A([[1.0, 2.0]]), (1.0, {"a": [1]}), "x", None, True):
        compare(expected, actual, TOLERANCE)
