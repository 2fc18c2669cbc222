"""What else counts as the same value: any order, either sign, permuted slices; and notes."""

import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from judge.compare import compare, difference_of, note
from judge.opaque import Opaque
from judge.spec import Compare

A = np.array
UNORDERED = Compare(mode="unordered")
SIGN = Compare(mode="up_to_sign")
COLUMNS = Compare(mode="up_to_sign", axis=1)
PERMUTED = Compare(mode="up_to_permutation", axis=-1)
EIGEN = Compare(mode="up_to_permutation", axis=-1, signs=True)
MODES = (Compare(), UNORDERED, SIGN, COLUMNS, PERMUTED, EIGEN)
VALUES, VECTORS = A([3.0, 1.0, 2.0]), A([[0.6, 0.8, 0.0], [-0.8, 0.6, 0.0], [0.0, 0.0, 1.0]])
ORDER = [2, 0, 1]


def code(expected: Any, actual: Any, mode: Compare) -> str | None:
    found = compare(expected, actual, mode)
    return found.code if found else None


@pytest.mark.parametrize(
    ("expected", "actual", "mode"),
    [
        ([1.0, 2.0, 3.0], [3.0, 1.0, 2.0], UNORDERED),
        (A([1.0, 2.0]), [2.0, 1.0], UNORDERED),
        (A([1j, 2.0]), A([2.0, 1j]), UNORDERED),
        (A([1, 2, 2]), A([2, 1, 2]), UNORDERED),
        ([1.0, np.nan], [np.nan, 1.0], UNORDERED),
        (["a", "b"], ["b", "a"], UNORDERED),
        ([A([1.0, 2.0]), A([3.0])], [A([3.0]), A([1.0, 2.0])], UNORDERED),
        ([(1, "x"), (2, "y")], [(2, "y"), (1, "x")], UNORDERED),
        ([{"a": 1.0}, {"b": 2.0}], [{"b": 2.0}, {"a": 1.0}], UNORDERED),
        ([], [], UNORDERED),
        (A([1.0, -2.0]), A([-1.0, 2.0]), SIGN),
        ((A([1.0]), 2.0), (A([-1.0]), -2.0), SIGN),
        (VECTORS, VECTORS * A([1, -1, -1]), COLUMNS),
        (VECTORS, (VECTORS * A([1, -1, -1])).tolist(), COLUMNS),
        ((VALUES, VECTORS), (VALUES, -VECTORS), COLUMNS),
        (VECTORS, VECTORS[:, ORDER], PERMUTED),
        ((VALUES, VECTORS), (VALUES[ORDER], VECTORS[:, ORDER]), PERMUTED),
        ({"w": VALUES, "v": VECTORS, "n": 3}, {"w": VALUES[ORDER], "v": VECTORS[:, ORDER], "n": 3},
         PERMUTED),
        ((VALUES, VECTORS), (VALUES[ORDER], VECTORS[:, ORDER] * A([1, -1, 1])), EIGEN),
        ((A([2.0, 2.0]), np.eye(2)), (A([2.0, 2.0]), np.eye(2)[::-1]), EIGEN),
    ],
)  # fmt: skip
def test_what_counts_as_the_same_is_right(expected: Any, actual: Any, mode: Compare) -> None:
    assert compare(expected, actual, mode) is None
    assert compare(expected, actual, Compare()) is not None or not len(expected) or "n" in str(mode)


@pytest.mark.parametrize(
    ("expected", "actual", "mode", "wanted"),
    [
        ([1.0, 2.0, 2.0], [1.0, 1.0, 2.0], UNORDERED, "value"),
        ([1.0, 2.0], [1.0], UNORDERED, "length"),
        (A([1, 2]), A([2.0, 1.0]), UNORDERED, "dtype"),
        ([1.0, 2.0], {1.0, 2.0}, UNORDERED, "type"),
        (["a", "b"], ["b", "c"], UNORDERED, "type"),
        (A([1.0, 2.0]), A([[2.0, 1.0]]), UNORDERED, "shape"),
        (A([1.0, -2.0]), A([-1.0, -2.0]), SIGN, "value"),
        ((A([1.0]), 2.0), (A([-1.0]), 2.0), SIGN, "value"),
        (VECTORS[:2], VECTORS[:2] * A([[-1], [1]]), COLUMNS, "value"),
        ((VALUES, VECTORS), (-VALUES, VECTORS), Compare(mode="up_to_sign", axis=1), "value"),
        (VECTORS, VECTORS[ORDER], PERMUTED, "value"),
        ((VALUES, VECTORS), (VALUES, VECTORS[:, ORDER]), PERMUTED, "value"),
        ((VALUES, VECTORS), (VALUES[ORDER], VECTORS[:, ORDER] * -1), PERMUTED, "value"),
        ((VALUES, VECTORS), (-VALUES[ORDER], -VECTORS[:, ORDER]), EIGEN, "value"),
        ((VALUES, VECTORS, 1.0), (VALUES[ORDER], VECTORS[:, ORDER], 2.0), EIGEN, "value"),
        ((VALUES, VECTORS), (VALUES[:2], VECTORS[:, :2]), EIGEN, "shape"),
        ((VALUES, VECTORS), VECTORS, EIGEN, "type"),
    ],
)  # fmt: skip
def test_what_is_wrong_all_the_same(expected: Any, actual: Any, mode: Compare, wanted: str) -> None:
    assert code(expected, actual, mode) == wanted


def test_close_numbers_are_matched_not_sorted() -> None:
    near = Compare(rtol=0, atol=1.0, mode="unordered")
    assert code(A([0.0, 0.9, 1.8]), A([0.9, 2.7, 0.0]), near) is None
    assert code(A([0.0, 0.9]), A([1.5, 1.9]), near) == "value"
    # Sorted by their first entry these would be laid side by side the wrong way.
    rows, other = A([[1.0, 5.0], [1.0 + 1e-9, 7.0]]), A([[1.0 + 1e-9, 5.0], [1.0, 7.0]])
    assert compare(rows, other[::-1], Compare(mode="up_to_permutation", axis=0)) is None


@pytest.mark.parametrize("expected", [[1.0, 2.0], ["a", "b"], A([1.0, 2.0]), [A([1.0])], ()])
@pytest.mark.parametrize("mode", MODES)
def test_rows_without_entries_take_no_room_each(expected: Any, mode: Compare) -> None:
    """There may be more of them than memory holds, at no cost to the program that sends them."""
    many = np.empty((2**18, 0))
    tracemalloc.start()
    try:
        for actual in (many, [many, 1.0], {"a": many}, [many, many]):
            assert compare(expected, actual, mode) is not None
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


numbers = st.floats(-1e6, 1e6)


def test_numbers_without_a_sign_may_be_the_negative() -> None:
    columns = A([[1.0, -2.0], [3.0, -4.0]])
    assert compare(columns, A([[2, 1], [4, 3]], np.uint8), EIGEN) is None
    assert compare(columns, A([[2, 1], [4, 4]], np.uint8), EIGEN) is not None


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=numbers), st.data())
def test_every_mode_accepts_the_value_itself(value: Any, data: Any) -> None:
    mode = data.draw(st.sampled_from(MODES))
    exact = mode.model_copy(update={"rtol": 0.0, "atol": 0.0})
    assert compare(value, value.copy(), exact) is None
    assert compare((value, 1), (value.tolist(), 1), exact) is None


@given(st.lists(numbers, min_size=1, max_size=30), st.randoms())
def test_any_order_of_a_list_is_right_and_another_entry_is_not(items: Any, lot: Any) -> None:
    shuffled = list(items)
    lot.shuffle(shuffled)
    assert compare(items, shuffled, UNORDERED) is None
    shuffled[0] += 1.0 + abs(shuffled[0]) * 1e-3
    assume(sorted(shuffled) != sorted(items))
    assert compare(items, shuffled, UNORDERED) is not None


@given(
    arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 6)), elements=numbers),
    st.randoms(),
)
def test_any_order_and_sign_of_columns_is_right(matrix: Any, lot: Any) -> None:
    order = list(range(matrix.shape[1]))
    lot.shuffle(order)
    signs = A([lot.choice([-1, 1]) for _ in order])
    values = np.arange(matrix.shape[1]) * 1.0
    both = (values, matrix)
    assert compare(both, (values[order], matrix[:, order] * signs), EIGEN) is None
    assert compare(matrix, matrix * signs, COLUMNS) is None


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8), st.floats(0, 10))
def test_matching_is_what_trying_every_order_finds(pairs: Any, atol: float) -> None:
    from itertools import permutations

    expected, actual = A([p[0] for p in pairs][:6]), A([p[1] for p in pairs][:6])
    tolerance = Compare(rtol=0.1, atol=atol, mode="unordered")
    bound = np.maximum(tolerance.atol, tolerance.rtol * np.abs(expected))
    right = any(
        (np.abs(expected - actual[list(order)]) <= bound).all()
        for order in permutations(range(len(expected)))
    )
    assert (compare(expected, actual, tolerance) is None) == right
    as_rows = Compare(rtol=0.1, atol=atol, mode="up_to_permutation", axis=0)
    assert (compare(expected[:, None], actual[:, None], as_rows) is None) == right


@given(st.recursive(
    st.none() | st.integers() | st.floats() | st.complex_numbers() | st.text()
    | st.just(Opaque("set")) | st.just(np.zeros((0, 3))) | st.just(A([[np.nan, np.inf]])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=8,
))  # fmt: skip
def test_no_value_breaks_a_mode(actual: Any) -> None:
    for mode in MODES:
        for expected in (1.0, A([[1.0, 2.0]]), (1.0, {"a": [1]}), "x", None, [1, "a"], A([1, 2])):
            compare(expected, actual, mode)
            note(expected, actual)


def test_a_thousand_slices_that_all_look_alike_are_matched_in_time() -> None:
    count = 1000
    rows = np.arange(count)[:, None] * np.ones(3)
    chain = Compare(rtol=0, atol=1.0, mode="up_to_permutation", axis=0)
    begun = time.process_time()
    assert compare(rows, np.roll(rows, 1, axis=0), chain) is None
    assert compare(rows, np.zeros_like(rows), chain) is not None
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        (A([1.0]), [1.0], "A list was taken as an array."),
        (A([1.0]), (1.0,), "A tuple was taken as an array."),
        ([1.0], A([1.0]), "An array was taken as a list."),
        ((1.0, A([1.0])), [1.0, A([1.0])], "A list was taken as a tuple."),
        ((1.0, {"a": A([1.0])}), (1.0, {"a": [1.0]}), "A list was taken as an array."),
        (1.0, A(1.0), "An array without axes was taken as a number."),
        (A([1.0]), A([1.0], np.float32), "Numbers of type float32 were taken as float64."),
        (A([1.0]), A([1]), "Whole numbers of an integer type were taken as floats."),
        (A([1.0]), A([1.0]), None),
        (1.0, 1, None),
        ("x", "x", None),
        (None, None, None),
    ],
)
def test_what_was_taken_for_something_else_is_noted(
    expected: Any, actual: Any, words: str | None
) -> None:
    assert compare(expected, actual, Compare()) is None
    assert note(expected, actual) == words


def test_the_difference_is_what_came_less_what_was_expected() -> None:
    close = Compare()
    assert difference_of(A([1, 2]), [1.5, 2], close).tolist() == [0.5, 0.0]
    assert difference_of(A([1, 2**62]), A([3, 4], np.uint8), close).dtype == np.float64
    assert difference_of(2.0, np.float32(1.5), close) == -0.5
    for expected, actual in ((A([1.0]), A([[1.0]])), ((1.0,), (1.0,)), (True, False), ("a", "b"),
                             (1.0, None), (A([]), A([])), (1.0, Opaque("set"))):  # fmt: skip
        assert difference_of(expected, actual, close) is None
    assert difference_of(A([1.0, 2.0]), A([2.0, 3.0]), Compare(mode="unordered")) is None


def test_the_difference_of_a_nested_result_is_by_path() -> None:
    expected = {"dW": A([1.0, 2.0]), "db": 1.0, "steps": (A([1.0]), A([2.0])), "name": "a"}
    actual = {"dW": A([1.0, 2.5]), "db": 1.0, "steps": [A([1.0]), A([4.0])], "name": "b"}
    found = difference_of(expected, actual, Compare())
    assert {path: np.ravel(value).tolist() for path, value in found.items()} == {
        "result['dW']": [0.0, 0.5],
        "result['steps'][1]": [2.0],
    }
    assert difference_of(expected, {"db": 1.0}, Compare()) is None
    assert list(difference_of(expected, actual, Compare(atol=1))) == ["result['steps'][1]"]


def test_shown_tests_say_where_and_by_how_much() -> None:
    found = compare(A([[1.0, 2.0], [4.0, 8.0]]), A([[1.0, 3.0], [4.0, 4.0]]), Compare())
    assert found is not None
    words = "2 of 4 entries differ, the first at [0, 1]; largest relative error 0.5."
    assert found.text(hidden=False) == words
    assert found.text(hidden=True) == "The values differ."
