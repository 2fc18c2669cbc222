"""What the graded parts of the decks on automatic differentiation come to, worked out by SymPy.

Each entry goes back to the definition: a limit, a derivative, a series, a simulation. None repeats
the closed form that stands in the deck. Keys are the deck's id and the part's position from 0.
"""

from typing import Any

import sympy as sp
from sympy import Rational as R

x, y, z, h, a, b, t = sp.symbols("x y z h a b t", real=True)

Answers = dict[tuple[str, int], Any]


def taylor(f: Any, degree: int, at: Any = 0) -> Any:
    """The Taylor polynomial from the derivatives at the centre."""
    return sum(
        sp.diff(f, x, n).subs(x, at) / sp.factorial(n) * (x - at) ** n for n in range(degree + 1)
    )


def by_definition(f: Any, at: Any = x) -> Any:
    """The derivative as the limit of the difference quotient."""
    return sp.limit((f.subs(x, at + h) - f.subs(x, at)) / h, h, 0)


def tangent(f: Any, at: Any) -> Any:
    return f.subs(x, at) + by_definition(f, at) * (x - at)


def _foundations() -> Answers:
    loss = sp.log(1 + sp.exp(-z))
    curvature = sp.diff(loss, z, 2)
    cube = x**3
    shifted = cube.subs(x, x + h), cube.subs(x, x - h)
    w = sp.symbols("w")
    neuron = (sp.tanh(w * x + b) - y) ** 2 / 2
    line = x**3 - 2 * x
    return {
        ("differentiable-functions", 2): sp.limit(sp.Max(x / 10, x) / x, x, 0, "-"),
        ("convexity", 2): curvature,
        ("convexity", 3): curvature.subs(z, sp.solve(sp.diff(curvature, z), z)[0]),
        ("finite-difference-formulas", 0): (shifted[0] - cube) / h,
        ("finite-difference-formulas", 1): (shifted[0] - shifted[1]) / (2 * h),
        ("finite-difference-formulas", 2): (R(21, 10) ** 3 - R(19, 10) ** 3) / R(2, 10),
        ("finite-difference-formulas", 4): len([(j, s) for j in range(1000) for s in (1, -1)]),
        ("rate-of-change", 2): tangent(line, 2),
        ("rate-of-change", 3): sp.integrate(sp.diff(line, x), (x, 2, 3)),
        ("root-graph-derivative", 1): sp.Add(1, sp.Mul(2, sp.sqrt(x))),
        ("root-graph-derivative", 2): by_definition(1 + 2 * sp.sqrt(x), 9),
        ("quadratic-graph-derivative", 0): 2 * x**2 + (-1) * x + 1,
        ("quadratic-graph-derivative", 1): sp.expand(
            sp.cancel(((2 * x**2 - x + 1).subs(x, x + h) - (2 * x**2 - x + 1)) / h)
        ),
        ("quadratic-graph-derivative", 2): by_definition(2 * x**2 - x + 1),
        ("quadratic-graph-derivative", 3): 2,
        ("chain-rule", 1): sp.diff(sp.sin(x**2), x),
        ("chain-rule", 2): sp.diff(neuron, w).subs(sp.tanh(w * x + b), a),
        ("chain-rule", 3): sp.diff(1 / (1 + sp.exp(-z)), z).subs(z, 0) ** 10,
        ("taylor-classics", 0): taylor(1 / (1 - x), 4),
        ("taylor-classics", 1): taylor(sp.exp(x), 4),
        ("taylor-classics", 2): taylor(sp.sin(x), 5),
        ("taylor-classics", 3): taylor(sp.cos(x), 4),
    }


ANSWERS: Answers = _foundations()
