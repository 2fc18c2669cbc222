"""What the graded parts of the decks on automatic differentiation come to, worked out by SymPy.

Each entry goes back to the definition: a limit, a derivative, a series, a simulation. None repeats
the closed form that stands in the deck. Keys are the deck's id and the part's position from 0.
"""

import math
from typing import Any

import numpy as np
import sympy as sp
from sympy import Rational as R

x, y, z, h, a, b, t = sp.symbols("x y z h a b t", real=True)

Answers = dict[tuple[str, int], Any]


def taylor(f: Any, degree: int, at: Any = 0) -> Any:
    """The Taylor polynomial from the derivatives at the center."""
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


def _series_and_limits() -> Answers:
    root = sp.sqrt(1 + x)
    degree_two = taylor(root, 2)
    third = sp.diff(root, x, 3)
    error = root.series(x, 0, 4).removeO() - degree_two
    difference = sp.exp(x**3)
    return {
        ("taylor-substitution", 0): taylor(1 / (1 + x**2), 6),
        ("taylor-substitution", 1): taylor(sp.log(1 + x), 4),
        ("taylor-substitution", 2): taylor(sp.exp(-(x**2) / 2), 4),
        ("taylor-substitution", 3): taylor(1 / (1 + sp.exp(-x)), 3),
        ("taylor-other-centres", 0): taylor(sp.log(x), 3, 1),
        ("taylor-other-centres", 1): taylor(sp.exp(x), 2, 2),
        ("taylor-other-centres", 2): taylor(1 / x, 2, 2),
        ("taylor-other-centres", 3): abs(2 - sp.solve(sp.denom(1 / x), x)[0]),
        ("derivatives-from-series", 0): sp.diff(x**2 * sp.exp(x), x, 7).subs(x, 0),
        ("derivatives-from-series", 1): sp.diff(sp.cos(x**2), x, 8).subs(x, 0),
        ("derivatives-from-series", 2): sp.diff(sp.sin(x**2), x, 6).subs(x, 0),
        ("taylor-approximation-error", 0): degree_two,
        ("taylor-approximation-error", 1): degree_two.subs(x, R(1, 10)),
        ("taylor-approximation-error", 2): R(1, 1000)
        / 6
        * sp.Max(third.subs(x, 0), third.subs(x, R(1, 10))),
        ("taylor-approximation-error", 3): error.subs(x, 1) / error.subs(x, R(1, 2)),
        ("limits", 0): sp.limit((difference - sp.exp(27)) / (3 * x - 9), x, 3),
        ("limits", 1): sp.limit((sp.exp(x**2) - x - 1) / (3 * sp.cos(x) - x - 3), x, 0),
        ("limits", 3): sp.limit((sp.exp(x) - 1) / x, x, 0),
        ("continuity", 0): sp.solve(sp.limit(sp.exp(x), x, 0, "-") - (0 + a), a)[0],
        ("continuity", 1): sp.solve(sp.diff(a * (sp.exp(x) - 1), x).subs(x, 0) - 1, a)[0],
    }


def _several_variables() -> Answers:
    g = x**2 * y + y * x + 8 * y
    saddle = x**3 - 3 * x * y + y**3
    hessian = sp.hessian(saddle, (x, y))
    f = x * y**2 - y**2 + x**3
    wave = x**2 * y + sp.sin(sp.pi * y)
    slopes = [sp.diff(wave, v).subs({x: 3, y: R(1, 2)}) for v in (x, y)]
    along = wave.subs({x: 3 + t * R(4, 5), y: R(1, 2) + t * R(3, 5)}, simultaneous=True)
    product, angle, power = 2 * x * y * sp.exp(x), sp.cos(x * y**2), x**y
    radius, both = sp.sqrt(x**2 + y**2), sp.log(sp.exp(x) + sp.exp(y))
    w = sp.Symbol("w", real=True)
    return {
        ("partial-derivatives-products", 0): sp.diff(product, x),
        ("partial-derivatives-products", 1): sp.diff(angle, y),
        ("partial-derivatives-products", 2): by_definition(x / (x + y)),
        ("partial-derivatives-products", 3): sp.diff(power, y),
        ("partial-derivatives-norms", 0): [sp.diff(radius, v) for v in (x, y)],
        ("partial-derivatives-norms", 1): sp.diff(both, x),
        ("partial-derivatives-norms", 2): sp.diff((w * x + b - y) ** 2, w),
        ("partial-derivatives-rules", 1): by_definition(g),
        ("partial-derivatives-rules", 2): sp.diff(g, y),
        ("partial-derivatives-rules", 3): sp.diff(g, x, y),
        ("hessian-test", 1): list(hessian),
        ("hessian-test", 2): hessian.subs({x: 1, y: 1}).det(),
        ("gradient-in-two-dimensions", 0): [sp.diff(f, x), sp.diff(f, y)],
        ("gradient-in-two-dimensions", 1): slopes[0],
        ("gradient-in-two-dimensions", 2): slopes[1],
        ("gradient-in-two-dimensions", 3): sp.diff(along, t).subs(t, 0),
    }


def in_terms_of(formula: Any, inner: Any, name: str) -> Any:
    """A formula in x, as a formula in the symbol that stands for `inner`."""
    symbol = sp.Symbol(name, real=True)
    return sp.simplify(formula.subs(x, sp.solve(inner - symbol, x)[0]))


def descend(f: Any, start: dict[Any, Any], rate: Any, steps: int) -> dict[Any, Any]:
    """Where gradient descent arrives."""
    at = start
    for _ in range(steps):
        at = {v: value - rate * sp.diff(f, v).subs(at) for v, value in at.items()}
    return at


def _activations() -> Answers:
    sigmoid, softplus = 1 / (1 + sp.exp(-x)), sp.log(1 + sp.exp(x))
    inflection = sp.solve(sp.diff(sigmoid, x, 2), x)[0]
    return {
        ("sigmoid-shape", 0): in_terms_of(sp.diff(sigmoid, x), sigmoid, "s"),
        ("sigmoid-shape", 1): in_terms_of(sp.diff(sigmoid, x, 2), sigmoid, "s"),
        ("sigmoid-shape", 4): sp.diff(sigmoid, x).subs(x, inflection),
        ("softplus-and-sigmoid", 0): sp.diff(softplus, x),
        ("softplus-and-sigmoid", 1): softplus - softplus.subs(x, -x),
        ("softplus-and-sigmoid", 2): math.log(1 + math.exp(-40)),
    }


def _descent() -> Answers:
    alpha = sp.Symbol("alpha", real=True)
    hills = x**3 - 3 * x + y**3 - 12 * y + 20
    points = sp.solve([sp.diff(hills, v) for v in (x, y)], [x, y])
    minima = [
        p
        for p in points
        if sp.hessian(hills, (x, y)).subs(dict(zip((x, y), p, strict=True))).is_positive_definite
    ]
    bowl = x**2 + 3 * y**2 - 2 * x * y
    second = descend(bowl, {x: sp.Integer(2), y: sp.Integer(1)}, R(1, 10), 2)
    first = descend(bowl, {x: sp.Integer(2), y: sp.Integer(1)}, R(1, 10), 1)
    valley = (x**2 + 25 * y**2) / 2
    steepest = max(sp.hessian(valley, (x, y)).eigenvals())
    best = sp.solve(sp.Eq(1 - alpha, -(1 - steepest * alpha)), alpha)[0]
    w = sp.Symbol("w", real=True)
    loss = sp.log(1 + sp.exp(-y * w * x))
    margin = sp.log(sp.Symbol("p", real=True) / (1 - sp.Symbol("p", real=True)))
    data = [(1, 1, 1), (12, 12, -1), (4, 5, -1), (12, 12, 1)]
    lines = [(u, v, c) for u in (-1, 0, 1) for v in (-1, 0, 1) for c in range(-30, 31)]
    mistakes = [sum((u * p + v * q + c + 0.5) * s <= 0 for p, q, s in data) for u, v, c in lines]
    return {
        ("classify-critical-points", 0): [sp.diff(hills, v) for v in (x, y)],
        ("classify-critical-points", 1): len(points),
        ("classify-critical-points", 2): hills.subs(dict(zip((x, y), minima[0], strict=True))),
        ("gradient-descent-basics", 2): descend(x**2, {x: sp.Integer(-1)}, 1, 1)[x],
        ("gradient-descent-basics", 4): descend(x**2, {x: x}, alpha, 1)[x] / x,
        ("separability-and-losses", 1): min(mistakes),
        ("gradient-descent-by-hand", 0): [sp.diff(bowl, v) for v in (x, y)],
        ("gradient-descent-by-hand", 1): first[x],
        ("gradient-descent-by-hand", 2): second[y],
        ("gradient-descent-by-hand", 3): bowl.subs(second),
        ("learning-rate-limit", 0): descend(valley, {y: y}, alpha, 1)[y] / y,
        ("learning-rate-limit", 1): max(sp.solve(sp.Eq((1 - steepest * alpha) ** 2, 1), alpha)),
        ("learning-rate-limit", 2): best,
        ("learning-rate-limit", 3): sp.ceiling(sp.log(R(1, 10)) / sp.log(1 - best)),
        ("logistic-discriminant", 1): sp.diff(loss, w).subs(w, margin / (x * y)),
        ("logistic-discriminant", 2): sp.diff(loss, w).subs({w: 0, x: 3, y: -1}),
    }


def dual_part(f: Any, at: Any, seed: Any) -> Any:
    """What stands before d in f(at + seed * d) when d squared is zero."""
    d = sp.Symbol("d")
    return sp.series(f.subs(x, at + seed * d), d, 0, 2).removeO().coeff(d, 1)


def _backward_passes() -> Answers:
    p = sp.Symbol("p", real=True)
    tower = x
    for _ in range(4):
        tower = tower**3
    entropy = (-y * sp.log(1 / (1 + sp.exp(-z))) - (1 - y) * sp.log(1 - 1 / (1 + sp.exp(-z)))).diff(
        z
    )
    t0, t1 = sp.symbols("t0 t1", real=True)
    sigmoid = 1 / (1 + sp.exp(-x))
    artanh = sp.log((1 + x) / (1 - x)) / 2
    newton = x - sp.diff(x**4, x) / sp.diff(x**4, x, 2)
    return {
        ("second-order-methods", 1): newton.subs(x, 3),
        ("second-order-methods", 2): np.dtype(np.float64).itemsize * 10**6 * 10**6,
        ("custom-transfer-functions", 0): by_definition(x**3),
        ("custom-transfer-functions", 1): sp.diff(sp.sin(2 * x), x),
        ("custom-transfer-functions", 2): entropy.subs(z, sp.log(p / (1 - p))),
        ("custom-transfer-functions", 3): sp.diff(tower, x).subs(x, 2),
        ("gradient-bookkeeping", 2): sum(sp.diff(x**2, x).subs(x, 3) for _ in range(2)),
        ("logistic-hypothesis", 0): sigmoid.subs(x, t0 + t1 * x),
        ("logistic-hypothesis", 3): sp.solve(sigmoid - R(4, 5), x)[0],
        ("logistic-hypothesis", 4): sp.diff(sigmoid, x).subs(x, 1),
        ("arctanh-derivatives", 0): sp.diff(sp.tanh(x), x).subs(sp.tanh(x), t),
        ("arctanh-derivatives", 1): sp.diff(artanh, x),
        ("arctanh-derivatives", 2): math.atanh(0.37),
        ("arctanh-derivatives", 3): (math.atanh(0.37 + 1e-5) - math.atanh(0.37 - 1e-5)) / 2e-5,
    }


def _dual_numbers() -> Answers:
    u, v, d = sp.symbols("u v d", real=True)
    product = sp.expand((a + b * d) * (u + v * d))
    quotient = sp.series((a + b * d) / (u + v * d), d, 0, 2).removeO()
    both = {v: 1}
    first, second = 2 * x**2 + 3 * x, (1 + x) ** 2 + 1 / x
    return {
        ("dual-number-ideas", 2): product.coeff(d, 1),
        ("dual-number-ideas", 3): quotient.coeff(d, 1),
        ("dual-number-ideas", 5): dual_part(x**3, 2, 5),
        ("expand-with-duals", 0): dual_part(3 * x**2 + x, x, v),
        ("expand-with-duals", 1): dual_part(1 / x, x, v),
        ("expand-with-duals", 2): dual_part(sp.sin(x) * sp.exp(x), 0, 1),
        ("dual-evaluation-quadratic", 0): first,
        ("dual-evaluation-quadratic", 1): dual_part(first, x, v),
        ("dual-evaluation-quadratic", 2): first.subs(x, 2),
        ("dual-evaluation-quadratic", 3): dual_part(first, x, v).subs(both).subs(x, 2),
        ("dual-evaluation-square", 0): second,
        ("dual-evaluation-square", 1): dual_part(second, x, v),
        ("dual-evaluation-square", 2): second.subs(x, 5),
        ("dual-evaluation-square", 3): by_definition(second, 5),
    }


def _modes() -> Answers:
    A, B, C = sp.symbols("A B C", real=True)
    graph = (A + B) * (B * C) + A
    x1, x2 = sp.symbols("x1 x2", real=True)
    f = x1 * x2 + sp.sin(x1 * x2) - sp.exp(x1)
    at = {x1: 1, x2: 2}
    product = x1 * x2
    logistic = x
    for _ in range(3):
        logistic = 4 * logistic * (1 - logistic)
    return {
        ("forward-mode-graph", 0): graph,
        ("forward-mode-graph", 1): [sp.diff(graph, v) for v in (A, B, C)],
        ("forward-mode-graph", 2): sp.diff((A + B) * B * C, B).subs({A: 2, B: 3, C: 4}),
        ("forward-mode-graph", 3): len(graph.free_symbols),
        ("forward-or-reverse", 4): min(3, 500),
        ("forward-mode-trace", 0): sp.diff(product, x1).subs(at),
        ("forward-mode-trace", 1): sp.diff(sp.sin(product), x1).subs(at),
        ("forward-mode-trace", 2): (product + sp.sin(product)).subs(at),
        ("forward-mode-trace", 3): sp.diff(f, x1).subs(at),
        ("forward-mode-trace", 4): sp.diff(f, x1),
        ("forward-mode-trace", 5): sp.diff(f, x2).subs(at),
        ("ways-to-differentiate", 2): sp.diff(4 * x * (1 - x), x),
        ("ways-to-differentiate", 3): sp.diff(logistic, x).subs(x, R(1, 5)),
    }


def _probability() -> Answers:
    sigmoid = 1 / (1 + sp.exp(-x))
    theta = sp.Symbol("theta", positive=True)

    def density(p: Any, q: Any) -> Any:
        shape = theta ** (p - 1) * (1 - theta) ** (q - 1)
        return shape / sp.integrate(sp.expand(shape), (theta, 0, 1))

    posterior = density(2, 7) * 19600 * theta**3 * (1 - theta) ** 47
    evidence = sp.integrate(sp.expand(posterior), (theta, 0, 1))
    mean = sp.integrate(sp.expand(theta * posterior), (theta, 0, 1)) / evidence
    n = sp.Symbol("n", real=True)
    moment, total = sp.beta(a + x + 1, b + n - x), sp.beta(a + x, b + n - x)
    tosses = sp.Poly((x + 1) ** 100, x).coeff_monomial(x**50) * R(1, 2) ** 100
    return {
        ("sympy-sigmoid", 1): sp.simplify(sp.diff(sigmoid, x) - sigmoid * (1 - sigmoid)),
        ("sympy-sigmoid", 2): by_definition(sigmoid, 0),
        ("beta-binomial-basics", 1): moment / total,
        ("beta-binomial-basics", 2): tosses,
        ("beta-binomial-basics", 3): density(2, 7).subs(theta, R(1, 2)),
        ("beta-binomial-basics", 4): mean,
    }


ANSWERS: Answers = (
    _foundations()
    | _series_and_limits()
    | _several_variables()
    | _activations()
    | _descent()
    | _backward_passes()
    | _dual_numbers()
    | _modes()
    | _probability()
)
