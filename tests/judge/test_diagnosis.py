"""Causes of wrong values: each kind of mistake is named, and nothing is named that is not there."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.compare import compare
from judge.diagnosis import Diagnosis, Judged, diagnose
from judge.diagnosis.given import Given
from judge.spec import Compare

TOLERANCE = Compare(rtol=1e-6, atol=1e-9)
Change = Callable[[Any, dict[str, Any]], Any]


def make_test(
    expected: Any, actual: Any, inputs: dict[str, Any], sizes: dict[str, int], **more: Any
) -> Judged:
    found = compare(expected, actual, TOLERANCE)
    return Judged(Given(expected, TOLERANCE, sizes, inputs, **more), actual, found)


def problem(
    change: Change, result: Change | None = None, shapes: Any = ((7, 3), (5, 2), (12, 4))
) -> Diagnosis | None:
    """What is said of `change(right value, inputs)` on a few made-up tests of a linear model."""
    tests = []
    for n, d in shapes:
        rng = np.random.default_rng([n, d])
        inputs: dict[str, Any] = {
            "X": rng.normal(size=(n, d)),
            "W": rng.normal(size=(d, 2)),
            "lam": float(rng.uniform(0.1, 0.9)),
            "eps": float(10.0 ** -rng.uniform(3, 5)),
        }
        right = result(None, inputs) if result else inputs["X"].T @ (inputs["X"] @ inputs["W"] + 1)
        tests.append(make_test(right, change(right, inputs), inputs, {"n": n, "d": d}))
    return diagnose(tests)


def size(inputs: dict[str, Any]) -> float:
    return float(len(inputs["X"]))


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda g, x: -g, "sign", "wrong sign"),
        (lambda g, x: 2 * g, "factor", "twice"),
        (lambda g, x: g / 2, "factor", "half"),
        (lambda g, x: g * np.log(2), "factor", "ln 2"),
        (lambda g, x: g * size(x), "factor", "mean over n is missing"),
        (lambda g, x: g / size(x), "factor", "divided by n once too often"),
        (lambda g, x: g * size(x) / 2, "factor", "n/2"),
        (lambda g, x: -g * size(x), "sign_and_factor", "n times"),
        (lambda g, x: g * x["lam"], "factor", "lam"),
        (lambda g, x: g * (1 - x["lam"]), "factor", "1 - lam"),
        (lambda g, x: g * size(x) / (size(x) - 1), "factor", "n/(n - 1)"),
        (lambda g, x: g * 1.7, "factor", "one and the same"),
        (lambda g, x: g / np.linalg.norm(g), "proportional", "differs from test to test"),
        (lambda g, x: g / np.abs(g).sum(axis=1, keepdims=True), "factor_per_row", "Each row"),
        (lambda g, x: g / np.abs(g).sum(axis=0), "factor_per_column", "Each column"),
        (lambda g, x: g + 1, "offset", "1 too large"),
        (lambda g, x: g - x["lam"], "offset", "lam too small"),
        (lambda g, x: g + g.std(), "offset", "same amount"),
        (lambda g, x: g - x["lam"] * x["W"], "term", "lacks `lam * W`"),
        (lambda g, x: g + 2 * x["lam"] * x["W"], "term", "`2 lam * W` too much"),
        (lambda g, x: g + (1 - x["lam"]) * x["W"], "term", "`(1 - lam) * W` too much"),
        (lambda g, x: g - x["W"], "term", "lacks `W`"),
        (lambda g, x: g - g.std() * x["W"], "term", "multiple of `W`"),
        (lambda g, x: g * x["W"], "input_factor", "multiplied by `W`"),
        (lambda g, x: g / x["W"], "input_factor", "factor `W` is missing"),
        (lambda g, x: g.T, "transposed", "transposed"),
        (lambda g, x: g.T * 3.3, "transposed", "shape"),
        (lambda g, x: g.ravel(), "flattened", "flat"),
        (lambda g, x: g[:, :, None], "extra_axis", "axis of size 1"),
        (lambda g, x: g.sum(), "single_number", "single number"),
        (lambda g, x: g.sum(axis=0), "too_few_axes", "lacks an axis"),
        (lambda g, x: g.sum(axis=0, keepdims=True), "reduced_axis", "size 1"),
        (lambda g, x: g[:, None, :] * np.eye(len(g))[:, :, None], "not_reduced", "sum over axis"),
        (lambda g, x: x["X"] @ x["W"], "wrong_axis", "n entries where d are due"),
        (lambda g, x: g[:-1], "length_by_one", "last entry is missing"),
        (lambda g, x: g[::-1], "reversed", "reverse"),
        (lambda g, x: np.sort(g, axis=-1), "sorted", "sorted"),
        (lambda g, x: np.roll(g, 1, axis=0) if len(g) > 2 else g, "shifted", "too late"),
        (lambda g, x: np.sort(g, axis=None).reshape(g.shape), "permuted", "another order"),
        (lambda g, x: np.abs(g), "absolute", "lost their sign"),
        (lambda g, x: np.abs(g) * np.sign(x["W"]), "signs", "some of the signs"),
        (lambda g, x: np.maximum(g, 0), "clipped", "have become 0"),
        (lambda g, x: g**2, "squared", "square"),
        (lambda g, x: 1 / g, "reciprocal", "upside down"),
        (lambda g, x: np.cumsum(g, axis=0), "cumulated", "added up"),
        (lambda g, x: 1 - g, "complement", "1 minus"),
        (lambda g, x: np.round(g, 2), "rounded", "2 decimals"),
        (lambda g, x: np.trunc(g), "rounded", "whole numbers"),
        (lambda g, x: g.astype(np.float32) * np.float32(1.000003), "float32", "float64"),
        (lambda g, x: g + x["eps"] * np.sin(g) * 3, "one_sided", "as large as `eps`"),
        (lambda g, x: g * (1 + 1e-4 * np.sin(g)) if x["lam"] else g, "imprecise", "tolerance"),
        (lambda g, x: g * np.nan, "non_finite", "NaN"),
        (lambda g, x: np.where(g > 0, np.inf, g), "non_finite", "Infinity"),
        (lambda g, x: x["W"], "returned_input", "`W` comes back"),
        (lambda g, x: np.zeros_like(g), "zeros", "Every value is 0"),
        (lambda g, x: None, "none", "return"),
        (lambda g, x: {"a": 1}, "type", "dict"),
        (lambda g, x: np.where(x["W"] < 0, 0.5, g), "entries", "`W` is negative"),
        (lambda g, x: g + np.eye(len(g), 2)[:1] * 5, "entries", "first"),
    ],
)  # fmt: skip
def test_each_mistake_has_a_name(change: Change, code: str, words: str) -> None:
    found = problem(change)
    assert found is not None
    assert (found.code, words in found.message) == (code, True), found


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda g, x: (g[0], -g[1]), "sign", "`result[1]`: Every value has the wrong sign. The"),
        (lambda g, x: (g[1], g[0]), "swapped", "`result[0]` and `result[1]` are swapped"),
        (lambda g, x: (-g[0], -g[1]), "sign", "Every value has the wrong sign."),
        (lambda g, x: (2 * g[0], g[1] ** 2), "factor", "`result[0]`: Every value is twice"),
        (lambda g, x: (g[0], np.exp(np.sin(g[1]))), "part", "Only `result[1]` differ"),
        (lambda g, x: g[0], "type", "tuple"),
        (lambda g, x: (*g, 1), "length", "more"),
    ],
)
def test_the_part_of_a_result_that_is_wrong_is_named(change: Change, code: str, words: str) -> None:
    def result(_: Any, x: dict[str, Any]) -> Any:
        z = x["X"] @ x["W"]
        return x["X"].T @ z, np.cos(x["X"].T @ z)

    found = problem(change, result)
    assert found is not None
    assert (found.code, words in found.message) == (code, True), found


def test_wrong_parts_are_those_of_plain_calls_in_the_order_of_the_result() -> None:
    """Tests with a call of their own may have another result, or one without parts."""
    rng = np.random.default_rng(5)

    def result(*wrong: str) -> dict[str, Any]:
        noise = {key: rng.normal(size=4) if key in wrong else 0.0 for key in ("a", "b", "c")}
        return {key: np.arange(1.0, 5.0) + off for key, off in noise.items()}

    plain = [
        make_test(result(), result("b"), {}, {}),
        make_test(result(), result("c", "b"), {}, {}),
    ]
    alone = make_test(1.5, 0.37, {}, {}, call="f(x)['b'].sum()")
    inside = make_test((result(), 2.0), (result("b"), 2.0), {}, {}, call="(f(x), g(x))")
    for tests in (plain, [alone, *plain], [*plain, inside]):
        found = diagnose(tests)
        assert found is not None
        words = "Only `result['b']`, `result['c']` differ; the other parts are right."
        assert found.message == words


def test_wrong_values_without_a_pattern_are_not_named() -> None:
    rng = np.random.default_rng(1)
    assert problem(lambda g, x: rng.normal(size=g.shape)) is None
    assert problem(lambda g, x: np.exp(np.sin(g)) + x["W"] ** 3) is None


def test_a_cause_that_leaves_one_failing_test_unexplained_is_not_named() -> None:
    found = problem(lambda g, x: -g if len(x["X"]) > 5 else g + np.sin(g))
    assert found is None


def test_right_answers_have_no_cause() -> None:
    assert problem(lambda g, x: g) is None
    assert diagnose([]) is None


def scalar_tests(change: Callable[[int, float], float]) -> Diagnosis | None:
    tests = []
    for n in (1, 1, 2, 5, 8):
        right = float(np.random.default_rng(n).normal())
        tests.append(make_test(right, change(n, right), {}, {"n": n}))
    return diagnose(tests)


def test_inputs_on_which_alone_it_fails_are_named() -> None:
    found = scalar_tests(lambda n, right: right + np.sin(n) if n == 1 else right)
    assert found is not None
    assert "All tests where n is 1 fail" in found.message
    found = scalar_tests(lambda n, right: right + np.sin(n) if n > 1 else right)
    assert found is not None
    assert "Only the tests where n is 1 are passed" in found.message


def test_which_tests_fail_is_not_said_where_it_may_be_chance() -> None:
    def sizes(special: set[int]) -> Diagnosis | None:
        tests = []
        for number in range(12):
            rng = np.random.default_rng(number)
            inputs = {"x": rng.normal(size=3), "y": np.array([1.0, 1.0 if number == 4 else 2.0])}
            if number in special:
                inputs["x"][1] = 0.0
            right = float(rng.normal())
            wrong = right + np.sin(number + 1) if number in {2, 4, 7} else right
            tests.append(make_test(right, wrong, inputs, {"n": 3}))
        return diagnose(tests)

    found = sizes({2, 4, 7})
    assert found is not None
    assert "All tests where `x` holds a zero fail" in found.message
    for special in (set(), {2, 4}, {2, 4, 7, 9}, {4}):
        found = sizes(special)
        assert found is None or "All tests" not in found.message
    assert diagnose([make_test(1.0, 2.3456, {"k": 0.0}, {}), *(
        make_test(1.0 * k, 1.0 * k, {"k": 1.0 * k}, {}) for k in (2, 3, 4, 5)
    )]) is None  # fmt: skip


def test_a_small_constant_is_not_taken_for_a_step() -> None:
    """Errors about as large as `eps`, by chance: they scatter, or `eps` is no step."""
    scattered = np.exp([-4.0, 3.0, -3.5, 3.5, 0.0, 4.0, -3.0, 2.0, -2.0])
    for factors, words in ((scattered, None), (np.ones(9), "where it is added")):
        tests = []
        for number, factor in enumerate(factors):
            right = np.random.default_rng(number).normal(size=5)
            eps = 10.0 ** -(1 + number / 2)
            wrong = right * (1 + eps * factor * np.sin(9 * right))
            tests.append(make_test(right, wrong, {"eps": eps}, {}))
        found = diagnose(tests)
        told = found is not None and found.code == "one_sided"
        assert told == (words is not None), found
        assert words is None or (found is not None and words in found.message)


def test_an_argument_changed_in_place_is_named() -> None:
    w = np.array([1.0, 2.0])
    test = make_test(w, w + 1, {"w": w}, {}, call="(f(w), w)[1]")
    found = diagnose([test])
    assert found is not None
    assert found.code == "changed_input"
    assert "`w`" in found.message
    other = make_test(w, np.cos(w) * 3, {"w": w}, {})
    found = diagnose([test, other])
    assert found is None or found.code != "changed_input"


def test_the_same_answer_to_everything_is_named() -> None:
    answer = np.array([1.0, 2.0])
    found = diagnose([make_test(answer * k, answer, {}, {}) for k in (1, 2.5, 4.5)])
    assert found is not None
    assert found.code == "constant"


values = st.floats(-1e6, 1e6).map(lambda x: x + 0.123456789)
arrays = st.lists(values, min_size=1, max_size=6).map(np.array)


@given(st.lists(st.tuples(arrays, arrays), min_size=1, max_size=4))
def test_no_cause_carries_a_value(pairs: list[tuple[Any, Any]]) -> None:
    found = diagnose([make_test(e, a, {"x": e, "k": float(e[0])}, {"n": len(e)}) for e, a in pairs])
    if found:
        assert "123456" not in found.message
        for expected, actual in pairs:
            for number in (*expected, *actual, *(actual[:1] / expected[:1])):
                assert f"{number:.6f}" not in found.message


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text()
    | st.just(np.zeros((0, 3))) | st.just(np.array([[np.nan, 1j]])) | st.just(np.array(3)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=8,
))  # fmt: skip
def test_no_value_breaks_the_diagnosis(actual: Any) -> None:
    x = {"x": np.array([[1.0, 2.0]]), "s": 2.0, "f": "lambda x: x"}
    for expected in (1.0, 3, np.array([[1.0, 2.0]]), (1.0, {"a": [1]}), "x", None, True, [1.0]):
        diagnose([make_test(expected, actual, x, {"n": 1})])
        diagnose([make_test(expected, actual, x, {"n": 1}), make_test(1.0, 2.0, x, {"n": 1})])


@pytest.mark.parametrize("size", [1e-310, 1e160, 1e200, 1.7e308])
def test_no_size_of_numbers_breaks_the_diagnosis(size: float) -> None:
    x = {"x": np.array([size, -size]), "lr": size, "k": 2, "e": np.zeros((0, 3))}
    expected = (size, np.array([size, 2.0]), np.array([1.0, -size]), np.zeros((0, 3)), 1j * size)
    actual = (1.0, size / 2, np.array([size, 1.0]), np.array([-size, size]), np.zeros((3, 0)), 1j)
    for wanted in expected:
        for got in actual:
            tests = [make_test(wanted, got, x, {"n": 2}), make_test(1.0, 2.0, x, {"n": 2})]
            diagnose(tests)
            diagnose([test for test in tests[:1] if test.difference])
