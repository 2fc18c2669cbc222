"""Choices, statements and plots of the decks on automatic differentiation, checked by computing."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from .conftest import read_documents

DECKS = read_documents("question", "autodiff")
x, y, h = sp.symbols("x y h", real=True)


def chosen(name: str, part: int) -> Any:
    return DECKS[name]["parts"][part]["answer"]


def options(name: str, part: int) -> list[str]:
    texts = DECKS[name]["parts"][part]["options"]
    return [option if isinstance(option, str) else option["text"] for option in texts]


def has_slope(f: Any, at: int = 0) -> bool:
    left, right = (sp.limit((f.subs(x, at + h) - f.subs(x, at)) / h, h, 0, side) for side in "-+")
    return bool(left == right and left.is_finite)


def test_functions_without_a_derivative_are_those_chosen() -> None:
    functions = [sp.Abs(x), x * sp.Abs(x), sp.real_root(x, 3), sp.Max(0, x), sp.log(1 + sp.exp(x))]
    texts = options("differentiable-functions", 1)
    without = [text for text, f in zip(texts, functions, strict=True) if not has_slope(f)]

    assert without == chosen("differentiable-functions", 1)


def test_smooth_activations_are_those_chosen() -> None:
    functions = [
        (sp.tanh(x), []),
        (sp.log(1 + sp.exp(x)), []),
        (sp.Max(0, x), [0]),
        (x / (1 + sp.exp(-x)), []),
        ((sp.Abs(x + 1) - sp.Abs(x - 1)) / 2, [-1, 1]),
    ]
    texts = options("continuity", 2)
    smooth = [
        text
        for text, (f, corners) in zip(texts, functions, strict=True)
        if all(has_slope(f, at) for at in corners)
    ]

    assert smooth == chosen("continuity", 2)


def test_a_network_of_two_weights_is_not_convex() -> None:
    hessian = sp.hessian(sp.log(1 + sp.exp(-x * y)), (x, y)).subs({x: 0, y: 0})

    assert hessian.det() < 0
    assert chosen("convexity", 5) is False


def test_the_third_limit_is_infinite() -> None:
    f = (x - sp.log(x)) / (x ** sp.Rational(1, 100) + 4)

    assert sp.limit(f, x, sp.oo) == sp.oo
    assert chosen("limits", 2) == r"$\infty$"


@pytest.mark.parametrize(
    ("name", "part", "f"),
    [
        ("hessian-test", 3, x**3 - 3 * x * y + y**3),
        ("classify-critical-points", 3, x**3 - 3 * x + y**3 - 12 * y + 20),
    ],
)
def test_critical_points_are_what_is_said(name: str, part: int, f: Any) -> None:
    kinds = {}
    for point in sp.solve([sp.diff(f, x), sp.diff(f, y)], [x, y], dict=True):
        if not all(value.is_real for value in point.values()):
            continue
        eigenvalues = [sp.re(sp.N(v)) for v in sp.hessian(f, (x, y)).subs(point).eigenvals()]
        signs = {bool(value > 0) for value in eigenvalues}
        at = (int(point[x]), int(point[y]))
        kinds[at] = "saddle" if len(signs) == 2 else "minimum" if signs == {True} else "maximum"

    if name == "hessian-test":
        assert chosen(name, part) == f"a {kinds[0, 0]} and a {kinds[1, 1]}"
    else:
        assert set(chosen(name, part)) == {
            f"$({a}, {b})$" for (a, b), k in kinds.items() if k == "saddle"
        }


def test_descent_can_miss_a_local_minimum_that_exists() -> None:
    f = x**3 - 3 * x
    slope = sp.diff(f, x)

    assert slope.subs(x, 1) == 0
    assert sp.diff(f, x, 2).subs(x, 1) > 0
    # Left of -1 the slope is positive, so every step leads further to the left.
    assert sp.solveset(slope > 0, x, sp.Interval.open(-sp.oo, -1)) == sp.Interval.open(-sp.oo, -1)
    assert chosen("gradient-descent-basics", 5) is False


def test_partial_derivatives_do_not_make_a_function_continuous() -> None:
    f = x * y / (x**2 + y**2)

    assert sp.limit(f.subs(y, 0) / x, x, 0) == sp.limit(f.subs(x, 0) / y, y, 0) == 0
    assert sp.limit(f.subs(y, x), x, 0) == sp.Rational(1, 2)
    assert chosen("partial-derivatives-norms", 3) is False


def test_the_steepest_way_down_is_against_the_gradient() -> None:
    g = x**2 * y + sp.sin(sp.pi * y)
    slopes = [float(sp.diff(g, v).subs({x: 3, y: sp.Rational(1, 2)})) for v in (x, y)]
    rates = {}
    for text in options("gradient-in-two-dimensions", 4):
        direction = [float(v) for v in re.findall(r"-?\d+", text)]
        rates[text] = np.dot(slopes, direction) / np.linalg.norm(direction)

    assert min(rates, key=lambda text: rates[text]) == chosen("gradient-in-two-dimensions", 4)


def test_one_formula_of_the_softplus_is_right_everywhere() -> None:
    exact = {
        -800.0: 0.0,
        -40.0: math.exp(-40),
        0.0: math.log(2),
        3.0: math.log(1 + math.e**3),
        800.0: 800.0,
    }
    names = {"log": np.log, "exp": np.exp, "log1p": np.log1p, "abs": abs, "max": max}
    good = []
    with np.errstate(over="ignore"):
        for text in options("softplus-and-sigmoid", 3):
            at = [eval(text.strip("`"), names | {"x": np.float64(v)}) for v in exact]
            if np.allclose(at, list(exact.values()), rtol=1e-9, atol=0):
                good.append(text)

    assert good == [chosen("softplus-and-sigmoid", 3)]


def test_a_mixture_of_wrong_parameters_is_no_posterior() -> None:
    """Only one of the offered distributions has the right mean, by summing over a grid."""
    theta = (np.arange(20000) + 0.5) / 20000
    a, b, n, k = 2, 7, 50, 3
    weights = theta ** (a - 1 + k) * (1 - theta) ** (b - 1 + n - k)

    assert (theta @ weights) / weights.sum() == pytest.approx((a + k) / (a + b + n), rel=1e-6)
    assert chosen("beta-binomial-basics", 0) == r"$\text{Beta}(a + x,\ b + n - x)$"


PLOTTED: dict[tuple[str, int], tuple[Callable[[float], float], float]] = {
    ("convexity", 0): (lambda v: v**2 / 2, 1e-9),
    ("gradient-descent-basics", 0): (lambda v: v**2, 1e-9),
    ("gradient-descent-basics", 1): (lambda v: v**2, 1e-9),
    ("sigmoid-shape", 0): (lambda v: 1 / (1 + math.exp(-v)), 6e-5),
    ("sigmoid-shape", 1): (lambda v: 0.25 / math.cosh(v / 2) ** 2, 6e-5),
    ("sympy-sigmoid", 0): (lambda v: 0.25 / math.cosh(v / 2) ** 2, 6e-5),
    # Half of e^1 times the step, or a sixth of its square; and rounding, divided by the step.
    ("finite-difference-formulas", 0): (lambda v: math.e * v / 2 + 3e-16 / v, 0),
    ("finite-difference-formulas", 1): (lambda v: math.e * v**2 / 6 + 3e-16 / v, 0),
    # The chord from (-1.5, 1.125) to (2, 2).
    ("convexity", 1): (lambda v: 2 + 0.25 * (v - 2), 1e-9),
}


def test_plots_show_what_they_say() -> None:
    drawn = {
        (name, number): series
        for name, deck in DECKS.items()
        for figure in deck.get("figures", ())
        for number, series in enumerate(figure.get("plot", {}).get("series", ()))
    }

    assert drawn.keys() == PLOTTED.keys()
    for key, (f, allowed) in PLOTTED.items():
        for at, value in drawn[key]["points"]:
            assert value == pytest.approx(f(at), abs=allowed, rel=0 if allowed else 0.1), (key, at)
