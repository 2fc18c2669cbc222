"""Layers, dual numbers and tapes: their derivatives against differences and SymPy."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]

# sin(x y) / (x + exp(y)) - log(x) y, by rows.
PROGRAM = [
    ("mul", [0, 1]),
    ("sin", [2]),
    ("exp", [1]),
    ("add", [0, 4]),
    ("div", [3, 5]),
    ("log", [0]),
    ("mul", [7, 1]),
    ("sub", [6, 8]),
]


def program_formula(at: Array) -> float:
    x, y = float(at[0]), float(at[1])
    return math.sin(x * y) / (x + math.exp(y)) - math.log(x) * y


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("sigmoid-layer", lambda x: 1 / (1 + np.exp(-x))),
        ("relu-layer", lambda x: abs(x) / 2 + x / 2),
    ],
)
def test_layers_hand_on_the_gradient_of_a_loss_behind_them(
    reference: Reference, name: str, function: Callable[[Array], Array]
) -> None:
    rng = np.random.default_rng(0)
    x, grad = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    layer = reference(name)()

    np.testing.assert_allclose(layer.forward(x), function(x), rtol=1e-12)
    expected = difference_gradient(lambda at: float(np.sum(grad * function(at))), x)
    np.testing.assert_allclose(layer.backward(grad), expected, atol=1e-9)


def test_artanh_is_checked_rightly(reference: Reference) -> None:
    x, grad = np.array([[0.3, -0.6]]), np.array([[2.0, -0.5]])

    checked = reference("artanh-gradient-check")(x, grad, 0.1)

    expected = difference_gradient(
        lambda at: sum(g * math.atanh(v) for g, v in zip(grad[0], at[0], strict=True)), x
    )
    np.testing.assert_allclose(checked["gradient"], expected, rtol=1e-9)
    numeric = [
        g * (math.log((1.1 + v) / (0.9 - v)) - math.log((0.9 + v) / (1.1 - v))) / 0.4
        for g, v in zip(grad[0], x[0], strict=True)
    ]
    np.testing.assert_allclose(checked["numeric"], [numeric], rtol=1e-9)
    errors = np.abs(expected - numeric) / (np.abs(expected) + np.abs(numeric))
    assert checked["error"] == pytest.approx(errors.max(), rel=1e-6)


@pytest.mark.parametrize(
    "source",
    [
        "(2 - x) ** 3 / (x * x + 1.5) - 4 / (x + 3) * (x - 1)",
        "-x * 5 + x ** -2",
        "1 / x - (2 * x) ** 0.5",
    ],
)
def test_dual_numbers_agree_with_symbolic_derivatives(reference: Reference, source: str) -> None:
    x = sp.Symbol("x")
    formula = eval(source, {"x": x})
    result = eval(source, {"x": reference("dual-number-class")(1.7, -2.5)})

    assert result.value == pytest.approx(float(formula.subs(x, 1.7)), rel=1e-12)
    assert result.slope == pytest.approx(-2.5 * float(sp.diff(formula, x).subs(x, 1.7)), rel=1e-12)


def test_newton_finds_roots_and_doubles_the_digits(reference: Reference) -> None:
    find = reference("newton-with-duals")

    errors = [
        abs(find(lambda x: x**3 - 20, 3.0, 0.0, steps)[0] - 20 ** (1 / 3)) for steps in range(4)
    ]

    assert errors[-1] < 1e-7
    assert all(after < before**2 for before, after in itertools.pairwise(errors))


def test_both_tables_have_the_derivatives_of_the_formula(reference: Reference) -> None:
    x = np.array([1.3, 0.7])
    gradient = difference_gradient(program_formula, x)

    values, adjoints = reference("reverse-mode-table")(PROGRAM, x)
    columns = [reference("forward-mode-table")(PROGRAM, x, e) for e in np.eye(2)]

    assert values[-1] == pytest.approx(program_formula(x), rel=1e-12)
    np.testing.assert_allclose(adjoints[:2], gradient, rtol=1e-9)
    np.testing.assert_allclose([tangents[-1] for _, tangents in columns], gradient, rtol=1e-9)
