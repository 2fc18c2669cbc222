"""Types of parameters: what data they take, and what they say of data that does not fit."""

import math
from typing import Any

import numpy as np
import pytest

from judge.spec import TypeMismatch, parse_type


def coerce(kind: str, data: Any, dims: dict[str, int] | None = None) -> Any:
    return parse_type(kind).coerce(data, {} if dims is None else dims)


def test_lists_become_arrays_of_the_stated_dtype() -> None:
    value = coerce("float32[n, d]", [[1, 2], [3, 4]])
    assert value.dtype == np.float32
    assert value.shape == (2, 2)


def test_a_named_dimension_keeps_its_first_size() -> None:
    dims: dict[str, int] = {}
    coerce("float64[n, d]", [[1.0, 2.0]], dims)
    assert dims == {"n": 1, "d": 2}
    with pytest.raises(TypeMismatch, match="dimension d is 2 elsewhere, here it is 3"):
        coerce("float64[d]", [1.0, 2.0, 3.0], dims)


def test_non_finite_numbers_have_names() -> None:
    value = coerce("float64[n]", ["nan", "inf", "-inf", 1])
    assert math.isnan(value[0])
    assert value[1:].tolist() == [math.inf, -math.inf, 1.0]
    assert coerce("float", "inf") == math.inf


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        ("float64[n]", [[1.0]], "expected 1 dimensions"),
        ("float64[n]", [1.0, "x"], "no number"),
        ("float64[n]", [[1.0], [1.0, 2.0]], "not an array"),
        ("float64[n]", [None], "no number"),
        ("float64[n]", "1", "expected an array"),
        ("float64[2]", [1.0], "dimension 2 is 2 elsewhere"),
        ("int64[n]", [1.5], "expected numbers of int64"),
        ("int8[n]", [1000], "does not fit"),
        ("int64[n]", [10**30], "expected numbers"),
        ("float", "1.0", "expected a float, got a str"),
        ("float", None, "got nothing"),
        ("int", True, "expected an int, got a bool"),
        ("int", 1.0, "expected an int, got a float"),
        ("callable", "lambda w:", "not a Python expression"),
        ("callable", 3, "expected source"),
        ("tuple[float, int]", [1.0], "expected 2 values"),
        ("list[int]", [1, "x"], r"\[1\]: expected an int"),
        ("dict[str, float]", {"a": "b"}, r"\['a'\]"),
    ],
)
def test_what_does_not_fit_is_named(kind: str, data: Any, message: str) -> None:
    with pytest.raises(TypeMismatch, match=message):
        coerce(kind, data)


@pytest.mark.parametrize(
    "text",
    ["", "float65[n]", "float64", "float64[n", "float64[n]]", "float64[n!]", "float64[[n]]",
     "list", "list[int, int]", "dict[int, int]", "tuple["],
)  # fmt: skip
def test_a_type_with_a_typo_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_type(text)


def test_the_caller_s_array_is_not_shared_in_another_dtype() -> None:
    given = np.arange(3)
    value = coerce("float64[n]", given)
    value[0] = 7
    assert given[0] == 0
