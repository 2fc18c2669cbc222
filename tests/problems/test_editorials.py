"""Closed forms of editorials, hints and interview answers that no solution computes.

What a solution computes is held against differences elsewhere. Here stand the formulas beside it:
rates, variances, identities, expansions. Each test names the problems in whose texts they are.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]

x, y, z, h = sp.symbols("x y z h", real=True)
RNG = np.random.default_rng(20)


# central-difference, convergence-order, artanh-gradient-check


def test_the_best_step_balances_truncation_and_rounding() -> None:
    step, rounding, value, third = sp.symbols("step rounding value third", positive=True)
    error = step**2 * third / 6 + rounding * value / step

    (best,) = sp.solve(sp.diff(error, step), step)
    assert sp.simplify(best**3 - 3 * rounding * value / third) == 0


def test_five_points_leave_the_fifth_derivative() -> None:
    f = x**5
    near, far = (f.subs(x, x + s * h) - f.subs(x, x - s * h) for s in (1, 2))

    miss = sp.expand((8 * near - far) / (12 * h) - sp.diff(f, x))
    assert sp.expand(miss + h**4 / 30 * sp.diff(f, x, 5)) == 0


def test_rounding_meets_truncation_where_is_said() -> None:
    for order, step in ((1, 1e-8), (2, 1e-5), (4, 1e-3)):
        assert 1e-16 ** (1 / (order + 1)) == pytest.approx(step, rel=0.6)


def test_artanh_bends_as_is_said() -> None:
    third = (2 + 6 * x**2) / (1 - x**2) ** 3
    assert sp.simplify(sp.diff(sp.atanh(x), x, 3) - third) == 0


# polynomial-horner, sigmoid-derivatives, rosenbrock-derivatives


def test_the_polynomial_of_the_guide_has_the_slopes_that_are_said() -> None:
    slope = sp.diff(sp.Poly([3, 2, -5, 1], x).as_expr(), x)

    assert sp.expand(slope - (9 * x**2 + 4 * x - 5)) == 0
    assert [slope.subs(x, at) for at in range(3)] == [-5, 8, 39]


def test_one_minus_twice_the_sigmoid_is_a_tanh() -> None:
    sigmoid = 1 / (1 + sp.exp(-z))
    assert sp.simplify((1 - 2 * sigmoid + sp.tanh(z / 2)).rewrite(sp.exp)) == 0


def test_rosenbrocks_terms_have_the_derivatives_that_are_said() -> None:
    term = 100 * (y - x**2) ** 2 + (1 - x) ** 2
    hessian = sp.hessian(term, (x, y))

    assert sp.expand(hessian[0, 0] - (1200 * x**2 - 400 * y + 2)) == 0
    assert (hessian[0, 1], hessian[1, 1]) == (-400 * x, 200)
    at_minimum = np.array(hessian.subs({x: 1, y: 1}).tolist(), dtype=float)
    np.testing.assert_array_equal(at_minimum, [[802, -400], [-400, 200]])
    np.testing.assert_allclose(np.linalg.eigvalsh(at_minimum), [0.4, 1001.6], rtol=2e-3)
    above = sp.solve(hessian[0, 0] < 0, y)
    assert above.subs({x: 1, y: 3 + sp.Rational(1, 199)}) == sp.true
    assert above.subs({x: 1, y: 3 + sp.Rational(1, 201)}) == sp.false


# momentum-descent, adam-step, rmsprop-step, optimizer-race


def test_tuned_momentum_contracts_by_the_root_of_the_condition() -> None:
    low, high = 1.0, 100.0
    rate = (2 / (math.sqrt(high) + math.sqrt(low))) ** 2
    share = ((math.sqrt(high) - math.sqrt(low)) / (math.sqrt(high) + math.sqrt(low))) ** 2

    def contraction(curvature: float) -> float:
        step = [[1 + share - rate * curvature, -share], [1, 0]]
        return float(np.abs(np.linalg.eigvals(np.array(step))).max())

    wanted = (math.sqrt(100) - 1) / (math.sqrt(100) + 1)
    worst = max(contraction(c) for c in np.linspace(low, high, 200))
    assert worst == pytest.approx(wanted, abs=1e-6)  # a double root: half of the digits
    assert wanted == pytest.approx(0.82, abs=0.005)


def test_averages_that_start_at_zero_lack_the_weight_that_is_said() -> None:
    beta, gradients = 0.9, RNG.normal(size=12)
    m = 0.0
    for g in gradients:
        m = beta * m + (1 - beta) * g

    weights = (1 - beta) * beta ** np.arange(11, -1, -1)
    assert m == pytest.approx(weights @ gradients)
    assert weights.sum() == pytest.approx(1 - beta**12)
    # Steps without a correction, beside the gradient's sign: Adam's first, RMSprop's first.
    assert (1 - 0.9) / math.sqrt(1 - 0.999) == pytest.approx(3.16, abs=0.01)
    assert 1 / math.sqrt(1 - 0.9) == pytest.approx(3.16, abs=0.01)


# newton-step, quadratic-step-size, hessian-curvature, gradient-clipping, soft-threshold-descent


def test_a_newton_direction_falls_by_the_squares_over_the_curvatures() -> None:
    A, g = RNG.normal(size=(4, 4)), RNG.normal(size=4)
    values, V = np.linalg.eigh(A + A.T)
    sizes = np.maximum(np.abs(values), 0.1)

    p = -V @ ((V.T @ g) / sizes)
    assert g @ p == pytest.approx(-np.sum((V.T @ g) ** 2 / sizes))


def test_clipping_goes_to_the_nearest_point_of_the_ball() -> None:
    g = RNG.normal(size=5) * 4
    clipped = g / np.linalg.norm(g)

    others = RNG.normal(size=(2000, 5))
    others /= np.maximum(1, np.linalg.norm(others, axis=1))[:, None]
    assert np.linalg.norm(others - g, axis=1).min() >= np.linalg.norm(clipped - g)


def test_soft_thresholding_solves_the_small_problem() -> None:
    w = np.linspace(-4, 4, 800_001)
    for point, rate, penalty in ((1.3, 0.5, 0.8), (-2.0, 0.3, 1.0), (0.1, 0.5, 0.8)):
        exact = math.copysign(max(abs(point) - rate * penalty, 0), point)
        found = w[((w - point) ** 2 / (2 * rate) + penalty * np.abs(w)).argmin()]
        assert found == pytest.approx(exact, abs=2e-5)


def test_the_largest_penalty_worth_trying_leaves_nothing(reference: Reference) -> None:
    X, targets = RNG.normal(size=(30, 4)), RNG.normal(size=30)
    edge = np.abs(X.T @ targets).max() / 30

    assert reference("soft-threshold-descent")(X, targets, edge * 1.001, 0.1, 50)[1] == 0
    assert reference("soft-threshold-descent")(X, targets, edge * 0.99, 0.1, 50)[1] == 1


# dropout, weight-initialization, batch-norm-backward, residual-backward, mlp-training-run


def test_dropout_keeps_the_mean_and_not_the_square() -> None:
    p = sp.symbols("p", positive=True)
    kept = x / (1 - p)

    assert sp.simplify((1 - p) * kept - x) == 0
    assert sp.simplify((1 - p) * kept**2 - x**2 / (1 - p)) == 0


def test_a_uniform_weight_has_a_third_of_its_bounds_square() -> None:
    a = sp.symbols("a", positive=True)
    assert sp.integrate(x**2 / (2 * a), (x, -a, a)) == a**2 / 3
    assert pytest.approx(1e-3, rel=0.03) == 2 ** (-20 / 2)


def test_a_normalized_batch_has_almost_the_mean_square_one(reference: Reference) -> None:
    X, gamma, dY, eps = RNG.normal(size=(9, 3)), RNG.normal(size=3), RNG.normal(size=(9, 3)), 0.3
    v = X.var(axis=0)
    x_hat = (X - X.mean(axis=0)) / np.sqrt(v + eps)
    np.testing.assert_allclose((x_hat**2).mean(axis=0), v / (v + eps))

    dX = reference("batch-norm-backward")(X, gamma, dY, eps)[0]
    np.testing.assert_allclose(dX.sum(axis=0), 0, atol=1e-12)
    exact = reference("batch-norm-backward")(X, gamma, dY, 1e-14)[0]
    np.testing.assert_allclose((exact * x_hat).sum(axis=0), 0, atol=1e-10)


def test_a_stack_of_blocks_is_a_sum_over_ways() -> None:
    one, two, three = RNG.normal(size=(3, 3, 3))
    unit = np.eye(3)
    pairs = two @ one + three @ one + three @ two

    whole = (unit + three) @ (unit + two) @ (unit + one)
    np.testing.assert_allclose(whole, unit + one + two + three + pairs + three @ two @ one)


def test_drawing_with_replacement_leaves_out_one_in_e() -> None:
    left_out = (1 - 1 / 1000) ** 1000
    assert left_out == pytest.approx(1 / math.e, rel=1e-3)


# newton-with-duals, second-order-jets, hessian-vector-product


def test_newtons_error_is_squared_at_a_simple_root_and_halved_at_a_double_one() -> None:
    f = sp.exp(x) - 1
    e = 1e-3
    after = e - float((f / sp.diff(f, x)).subs(x, e))
    wanted = float((sp.diff(f, x, 2) / (2 * sp.diff(f, x))).subs(x, 0)) * e**2
    assert after == pytest.approx(wanted, rel=1e-2)
    assert sp.simplify(x - x**2 / (2 * x) - x / 2) == 0
    cycle = x - (x**3 - 2 * x + 2) / (3 * x**2 - 2)
    assert (cycle.subs(x, 0), cycle.subs(x, 1)) == (1, 0)


def test_a_mixed_derivative_comes_of_three_directions() -> None:
    f = sp.exp(x * y) + x**2 * y
    t = sp.symbols("t")
    along = sp.diff(f.subs({x: x + t, y: y + t}, simultaneous=True), t, 2).subs(t, 0)

    mixed = (along - sp.diff(f, x, 2) - sp.diff(f, y, 2)) / 2
    assert sp.simplify(mixed - sp.diff(f, x, y)) == 0


def test_a_hessian_is_a_gauss_newton_part_and_a_rest(reference: Reference) -> None:
    X, targets, (w, v) = RNG.normal(size=(6, 3)), RNG.normal(size=6), RNG.normal(size=(2, 3))
    t = np.tanh(X @ w)
    s, along = 1 - t**2, X @ v

    parts = X.T @ (s**2 * along) / 6, X.T @ (-2 * (t - targets) * t * s * along) / 6
    product = reference("hessian-vector-product")(w, X, targets, v)[1]
    np.testing.assert_allclose(sum(parts), product, rtol=1e-9)
    assert v @ parts[0] > 0


# beta-density, beta-binomial-posterior, binomial-likelihood, sequential-updating


@pytest.mark.parametrize(("a", "b"), [(2, 7), (5, 54), (3, 2)])
def test_a_beta_distribution_has_the_moments_that_are_said(a: int, b: int) -> None:
    shape = sp.expand(x ** (a - 1) * (1 - x) ** (b - 1))
    total, first, second = (sp.integrate(sp.expand(shape * x**k), (x, 0, 1)) for k in range(3))
    mean, spread = first / total, second / total - (first / total) ** 2

    assert mean == sp.Rational(a, a + b)
    assert spread == sp.Rational(a * b, (a + b) ** 2 * (a + b + 1))
    slope = sp.factor(sp.diff(shape, x))
    assert slope.subs(x, sp.Rational(a - 1, a + b - 2)) == 0
    if (a, b) == (5, 54):
        assert (float(mean), math.sqrt(spread)) == pytest.approx((0.085, 0.036), abs=5e-4)


@pytest.mark.parametrize("k", range(5))
def test_a_uniform_prior_expects_every_number_equally(k: int) -> None:
    likelihood = sp.binomial(4, k) * x**k * (1 - x) ** (4 - k)

    assert sp.integrate(sp.expand(likelihood), (x, 0, 1)) == sp.Rational(1, 5)
    slope = sp.expand(sp.diff(likelihood, x) * x * (1 - x))
    assert slope.subs(x, sp.Rational(k, 4)) == 0


def test_a_posterior_mean_is_a_compromise_weighted_by_trials() -> None:
    a, b, n, k = sp.symbols("a b n k", positive=True)
    mixed = (a + b) / (a + b + n) * a / (a + b) + n / (a + b + n) * k / n
    assert sp.simplify(mixed - (a + k) / (a + b + n)) == 0


def test_binomial_and_beta_numbers_are_as_large_as_is_said() -> None:
    def digits(logarithm: float) -> float:
        return logarithm / math.log(10)

    assert len(str(math.comb(120, 60))) == 35
    assert len(str(math.comb(2000, 1000))) == 601
    # B(1001, 1001) and 1 / B(200, 200)
    assert digits(2 * math.lgamma(1001) - math.lgamma(2002)) == pytest.approx(-603.6, abs=0.1)
    assert digits(math.lgamma(400) - 2 * math.lgamma(200)) == pytest.approx(121, abs=0.1)
    assert digits(-5000 * math.log(2)) == pytest.approx(-1505, abs=0.2)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.25), (0.5, 4.0), (3.0, 0.25)])
def test_below_one_the_formula_for_the_mode_is_no_mode(a: float, b: float) -> None:
    place = (a - 1) / (a + b - 2)

    assert (0 < place < 1) == (a < 1 and b < 1)
    if 0 < place < 1:
        shape = [t ** (a - 1) * (1 - t) ** (b - 1) for t in (place - 0.01, place, place + 0.01)]
        assert shape[1] == min(shape)
