"""Tapes, graphs, sweeps and higher derivatives against differences, SymPy and brute force."""

import itertools
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from .conftest import read_problems
from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]
t = sp.Symbol("t")


def test_the_tape_has_the_gradient_of_what_it_recorded(reference: Reference) -> None:
    Var = reference("scalar-tape")
    x = np.array([0.4, -0.7, 1.2])

    def formula(a: float, b: float, c: float) -> float:
        inner = math.tanh(a * b - c)
        return inner * inner + math.exp(inner) * a - (2 - c) * inner

    a, b, c = inputs = [Var(float(v)) for v in x]
    inner = (a * b - c).tanh()
    y = inner * inner + inner.exp() * a - (2 - c) * inner
    for _ in range(2):
        y.backward()

    assert y.value == pytest.approx(formula(*x), rel=1e-12)
    gradient = difference_gradient(lambda at: formula(*at), x)
    np.testing.assert_allclose([v.grad for v in inputs], 2 * gradient, rtol=1e-9)


def test_artanh_on_a_tape_hands_on_the_gradient() -> None:
    problem = read_problems()["artanh-on-a-tape"]
    names: dict[str, Any] = {}
    exec(problem["setup"], names)
    exec(problem["solution"], names)
    x, grad = np.array([[0.3, -0.8, 0.55]]), np.array([[1.5, -0.5, 2.0]])

    def loss(at: Array) -> float:
        return float(np.sum(grad * np.arctanh(np.arctanh(at) / 2)))

    value, gradient = names["twice"](names["ArtanhFunction"], x, grad)

    assert np.sum(grad * value) == pytest.approx(loss(x), rel=1e-12)
    np.testing.assert_allclose(gradient, difference_gradient(loss, x, 1e-4), rtol=1e-8)


def cheapest(sizes: tuple[int, ...]) -> int:
    """The best order by trying them all."""
    if len(sizes) == 2:
        return 0
    return min(
        sizes[i - 1] * sizes[i] * sizes[i + 1] + cheapest(sizes[:i] + sizes[i + 1 :])
        for i in range(1, len(sizes) - 1)
    )


@pytest.mark.parametrize("seed", range(5))
def test_jacobian_costs_are_those_of_the_products(reference: Reference, seed: int) -> None:
    sizes = tuple(int(s) for s in np.random.default_rng(seed).integers(1, 30, size=6))
    forward = reverse = 0
    for left, right in itertools.pairwise(sizes[1:]):
        forward += right * left * sizes[0]
    for left, right in itertools.pairwise(sizes[:-1]):
        reverse += sizes[-1] * right * left

    costs = reference("jacobian-product-costs")(list(sizes))

    assert costs == {
        "forward_sweeps": sizes[0],
        "reverse_sweeps": sizes[-1],
        "forward": forward,
        "reverse": reverse,
        "best": cheapest(sizes),
    }


@pytest.mark.parametrize("sizes", [(2, 4, 3), (5, 3, 2), (3, 3)])
def test_sweeps_give_the_jacobian(reference: Reference, sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=(b, a)) for a, b in itertools.pairwise(sizes)]

    def output(i: int, at: Array) -> float:
        for W in weights:
            at = np.tanh(W @ at)
        return float(at[i])

    x = rng.normal(size=sizes[0])
    rows = [difference_gradient(partial(output, i), x) for i in range(sizes[-1])]

    J, mode, sweeps = reference("jacobian-by-sweeps")(weights, x)

    np.testing.assert_allclose(J, rows, atol=1e-9)
    assert (mode, sweeps) == (
        ("forward", sizes[0]) if sizes[0] <= sizes[-1] else ("reverse", sizes[-1])
    )


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "reciprocal"])
def test_recurrences_give_the_series(reference: Reference, name: str) -> None:
    a = [1.25, -0.5, 0.75, 0.25]
    series = sum(sp.Rational(c) * t**k for k, c in enumerate(a))
    outer = {"exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt, "reciprocal": lambda u: 1 / u}[name]
    expected = [
        float(sp.diff(outer(series), t, k).subs(t, 0) / sp.factorial(k)) for k in range(len(a))
    ]

    np.testing.assert_allclose(
        reference("taylor-recurrences")(name, np.array(a)), expected, rtol=1e-12
    )


def test_the_product_is_that_of_the_hessian(reference: Reference) -> None:
    rng = np.random.default_rng(2)
    X, y, w, v = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3), rng.normal(size=3)

    def gradient(at: Array) -> Array:
        return difference_gradient(lambda u: float(np.mean((np.tanh(X @ u) - y) ** 2) / 2), at)

    g, Hv = reference("hessian-vector-product")(w, X, y, v)

    np.testing.assert_allclose(g, gradient(w), atol=1e-10)

    def slope(i: int, at: Array) -> float:
        return float(gradient(at)[i])

    rows = [difference_gradient(partial(slope, i), w, 1e-2) for i in range(3)]
    np.testing.assert_allclose(Hv, np.array(rows) @ v, atol=1e-6)


def test_jets_carry_two_derivatives(reference: Reference) -> None:
    Jet = reference("second-order-jets")
    x = Jet(0.8, 1.0)
    jet = (1.5 / (x + 2)).exp() * (x * 3 - 1).sin() - (x * x + 1).log() / x
    formula = sp.exp(1.5 / (t + 2)) * sp.sin(3 * t - 1) - sp.log(t * t + 1) / t
    expected = [float(sp.diff(formula, t, k).subs(t, 0.8)) for k in range(3)]

    np.testing.assert_allclose([jet.value, jet.first, jet.second], expected, rtol=1e-12)


def test_difference_formulas_have_the_orders_one_two_four(reference: Reference) -> None:
    orders = reference("convergence-order")(np.exp, np.exp, 0.3, np.array([0.02, 0.01]))

    assert orders["forward"] == pytest.approx(1, abs=0.02)
    assert orders["central"] == pytest.approx(2, abs=0.001)
    assert orders["five_point"] == pytest.approx(4, abs=0.001)


def test_a_graph_has_the_gradient_of_its_formula(reference: Reference) -> None:
    def formula(at: Array) -> float:
        a, b = float(at[0]), float(at[1])
        shared = math.sqrt(a + b)
        return (shared * math.sin(shared) - math.exp(b)) / a

    operations = {
        "out": ["div", "top", "a"],
        "top": ["sub", "left", "e"],
        "left": ["mul", "r", "sine"],
        "sine": ["sin", "r"],
        "e": ["exp", "b"],
        "r": ["sqrt", "sum"],
        "sum": ["add", "a", "b"],
    }

    value, gradient = reference("graph-gradient")(
        {"a": 1.4, "b": 0.6, "c": 9.0}, {}, operations, "out"
    )

    assert value == pytest.approx(formula(np.array([1.4, 0.6])), rel=1e-12)
    expected = difference_gradient(formula, np.array([1.4, 0.6]))
    np.testing.assert_allclose([gradient["a"], gradient["b"]], expected, rtol=1e-9)
    assert gradient["c"] == 0
