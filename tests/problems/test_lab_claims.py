"""What the labs say in formulas, prompts and answers, held against SymPy and differences."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]

x, y, z, h = sp.symbols("x y z h", real=True)
sigma = 1 / (1 + sp.exp(-z))


def central(f: Callable[[float], float], at: float, step: float = 1e-5) -> float:
    return (f(at + step) - f(at - step)) / (2 * step)


# derivatives-and-chain-rule


def test_the_sigmoids_slope_is_a_quarter_at_most() -> None:
    slope = sp.diff(sigma, z)

    assert sp.simplify(slope - sigma * (1 - sigma)) == 0
    assert sp.simplify(sp.diff(sigma, z, 2) - slope * (1 - 2 * sigma)) == 0
    assert slope.subs(z, 0) == sp.Rational(1, 4)
    # The only stationary point: 1 - 2 sigma vanishes at 0 alone.
    assert sp.solve(1 - 2 * sigma, z) == [0]
    assert pytest.approx(1e-6, rel=0.05) == 4.0**-10


def test_the_gradient_of_three_and_four_rises_by_five() -> None:
    angles = np.linspace(0, 2 * np.pi, 100_001)
    slopes = 3 * np.cos(angles) + 4 * np.sin(angles)

    assert slopes.max() == pytest.approx(5.0)
    best = angles[slopes.argmax()]
    np.testing.assert_allclose((np.cos(best), np.sin(best)), (0.6, 0.8), atol=1e-4)
    assert pytest.approx(0.0) == 3 * 0.8 + 4 * -0.6


def test_slopes_of_the_compositions_are_those_that_are_said() -> None:
    assert sp.diff((x**2 + 1) ** 3, x).subs(x, 2) == 300
    assert sp.expand(sp.diff((x**2 + 1) ** 3, x) - 6 * x * (x**2 + 1) ** 2) == 0
    # f(u, v) = u + v: what the friend's product gives differs from the slope.
    assert sp.diff(x**2 + x**3, x).subs(x, 1) == 5
    assert (2 * x * 3 * x**2).subs(x, 1) == 6


# gradient-descent-and-step-size


def test_the_two_minima_are_where_the_lab_sees_them() -> None:
    f = x**2 + 10 * sp.sin(x)
    slope, curvature = sp.diff(f, x), sp.diff(f, x, 2)
    left, right = sp.nsolve(slope, x, -1.3), sp.nsolve(slope, x, 3.8)

    assert (float(left), float(right)) == pytest.approx((-1.31, 3.84), abs=0.005)
    assert curvature.subs(x, left) > 0
    assert curvature.subs(x, right) > 0
    assert f.subs(x, left) < f.subs(x, right)


def test_momentum_grows_to_its_limit_along_a_steady_slope() -> None:
    beta, velocity = 0.9, 0.0
    for _ in range(400):
        velocity = beta * velocity + 1.0

    assert velocity == pytest.approx(1 / (1 - beta))


# curvature


def test_the_hessians_of_the_lab_are_second_derivatives() -> None:
    f = sp.exp(x * y)
    at = {x: sp.Rational(1, 2), y: 1}
    expected = sp.exp(sp.Rational(1, 2)) * sp.Matrix(
        [[1, sp.Rational(3, 2)], [sp.Rational(3, 2), sp.Rational(1, 4)]]
    )
    assert sp.simplify(sp.hessian(f, (x, y)).subs(at) - expected) == sp.zeros(2)

    rosenbrock = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    matrix = sp.Matrix([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200]])
    assert sp.simplify(sp.hessian(rosenbrock, (x, y)) - matrix) == sp.zeros(2)
    low, high = sorted(float(value) for value in matrix.subs({x: 1, y: 1}).eigenvals())
    assert high / low == pytest.approx(2500, rel=0.01)


@pytest.mark.parametrize(("slow", "fast", "factor"), [(1.0, 20.0, 0.905), (5.0, 20.0, 0.6)])
def test_the_best_rate_of_a_bowl_has_the_factor_of_its_condition(
    slow: float, fast: float, factor: float
) -> None:
    rates = np.linspace(1e-4, 0.12, 200_001)
    worst = np.maximum(abs(1 - rates * slow), abs(1 - rates * fast))

    assert rates[worst.argmin()] == pytest.approx(2 / (slow + fast), rel=1e-4)
    condition = fast / slow
    assert worst.min() == pytest.approx((condition - 1) / (condition + 1), rel=1e-4)
    assert worst.min() == pytest.approx(factor, abs=5e-4)


# optimizers-and-penalties


def test_adams_first_move_is_its_rate_in_size() -> None:
    rate, g = 0.1, np.array([1e-6, -3.0, 4e5])
    m, v = (1 - 0.9) * g, (1 - 0.999) * g**2

    move = rate * (m / (1 - 0.9)) / np.sqrt(v / (1 - 0.999))
    np.testing.assert_allclose(move, rate * np.sign(g))


def test_penalties_have_the_gradients_that_are_said() -> None:
    weight, penalty = sp.symbols("weight penalty", positive=True)

    assert sp.diff(penalty * weight**2, weight) == 2 * penalty * weight
    assert sp.diff(penalty * sp.Abs(weight), weight) == penalty
    # With the old weight in front: decay and an L2 penalty are one thing for plain descent.
    rate, g = sp.symbols("rate g")
    step = weight - rate * (g + 2 * penalty * weight)
    assert sp.expand(step - ((1 - 2 * rate * penalty) * weight - rate * g)) == 0


# calculus-and-gradients


def test_a_relative_error_of_a_third_means_a_factor_of_two() -> None:
    c = sp.symbols("c", positive=True)
    error = sp.Abs(c - 1) / (c + 1)

    assert set(sp.solve(sp.Eq(error, sp.Rational(1, 3)), c)) == {2, sp.Rational(1, 2)}
    true, n = np.array([0.3, -2.0]), 40
    wrong = n * true  # the mean over the samples is missing
    np.testing.assert_allclose(abs(wrong - true) / (abs(wrong) + abs(true)), (n - 1) / (n + 1))
    np.testing.assert_allclose(abs(-true - true) / (2 * abs(true)), 1)


def test_the_cross_entropy_undoes_the_sigmoids_slope() -> None:
    loss = -(y * sp.log(sigma) + (1 - y) * sp.log(1 - sigma))

    assert sp.simplify(sp.diff(loss, z) - (sigma - y)) == 0
    p = sp.symbols("p", positive=True)
    by_p = sp.diff(-(y * sp.log(p) + (1 - y) * sp.log(1 - p)), p)
    assert sp.simplify(by_p - (p - y) / (p * (1 - p))) == 0


def test_differences_miss_by_the_terms_of_the_series() -> None:
    f = sp.exp(sp.sin(x))
    slope, second, third = (sp.diff(f, x, n).subs(x, 1) for n in (1, 2, 3))
    forward = (f.subs(x, 1 + h) - f.subs(x, 1)) / h - slope
    central_ = (f.subs(x, 1 + h) - f.subs(x, 1 - h)) / (2 * h) - slope

    assert float((sp.limit(forward / h, h, 0) - second / 2).evalf()) == pytest.approx(0, abs=1e-12)
    found = sp.limit(central_ / h**2, h, 0)
    assert float((found - third / 6).evalf()) == pytest.approx(0, abs=1e-12)


# network-from-scratch, vanishing-and-exploding-gradients


def test_a_residual_block_adds_its_gradient_to_its_outputs() -> None:
    rng = np.random.default_rng(0)
    A = rng.normal(size=(4, 4))
    at, g, direction = rng.normal(size=(3, 4))

    def block(v: Array) -> float:
        return float(g @ (v + np.tanh(A @ v)))

    jacobian = (1 - np.tanh(A @ at) ** 2)[:, None] * A
    numeric = central(lambda t: block(at + t * direction), 0.0)
    assert (g + jacobian.T @ g) @ direction == pytest.approx(numeric, rel=1e-7)


def test_the_gradient_of_a_normalized_feature_is_its_derivative() -> None:
    rng = np.random.default_rng(1)
    at, g, direction = rng.normal(size=(3, 30))
    eps = 1e-5

    def normalized(v: Array) -> Array:
        return np.asarray((v - v.mean()) / np.sqrt(v.var() + eps))

    normal = normalized(at)
    dx = (g - g.mean() - normal * (g * normal).mean()) / np.sqrt(at.var() + eps)
    numeric = central(lambda t: float(g @ normalized(at + t * direction)), 0.0)
    assert dx @ direction == pytest.approx(numeric, rel=1e-6)
    assert dx.sum() == pytest.approx(0.0, abs=1e-12)


def test_the_wall_throws_an_unclipped_run_back_again_and_again() -> None:
    def run(limit: float) -> Array:
        path = [-2.0]
        for _ in range(400):
            g = 0.2 * (path[-1] - 2) + 100 * max(path[-1] - 1, 0.0)
            path.append(path[-1] - 0.5 * g * min(1, limit / max(abs(g), 1e-12)))
        return np.array(path)

    free, clipped = run(np.inf), run(0.5)
    thrown = free[1:][np.diff(free) < 0]
    assert len(thrown) > 10
    assert -5 < thrown.min() < -2  # far, and not further each time
    assert np.abs(clipped[20:] - 1).max() < 0.26
    assert np.abs(np.diff(clipped)).max() == pytest.approx(0.25)


def test_a_relu_keeps_half_of_the_mean_square() -> None:
    density = sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)

    assert sp.integrate(x**2 * density, (x, 0, sp.oo)) == sp.Rational(1, 2)


# beta-binomial-lab


def test_the_figures_of_the_take_home_are_exact() -> None:
    prior = 56 * x * (1 - x) ** 6
    product = sp.expand(x**4 * (1 - x) ** 53)

    assert sp.integrate(prior, (x, 0, 1)) == 1
    assert prior.subs(x, sp.Rational(1, 2)) == sp.Rational(7, 16)
    assert sp.integrate(x * prior, (x, 0, 1)) == sp.Rational(2, 9)
    assert sp.solve(sp.diff(sp.log(x * (1 - x) ** 6), x), x) == [sp.Rational(1, 7)]
    evidence = sp.integrate(product, (x, 0, 1))
    assert evidence == sp.beta(5, 54).rewrite(sp.gamma).simplify()
    assert math.comb(50, 3) == 19600
    assert math.comb(100, 50) / 2**100 == pytest.approx(0.08, abs=0.001)
    assert math.comb(100, 50) * 0.24**50 == pytest.approx(0.010, abs=0.0005)


# convolution-layer


def test_the_windows_of_the_prompt_end_one_row_early() -> None:
    rows, size, stride, padding = 32, 5, 2, 1
    starts = range(0, rows + 2 * padding - size + 1, stride)

    assert len(starts) == (rows + 2 * padding - size) // stride + 1 == 15
    assert (starts[-1], starts[-1] + size - 1) == (28, 32)
    seen = {start + u for start in starts for u in range(size)}
    assert set(range(rows + 2 * padding)) - seen == {33}  # padding: the image has rows 1 to 32
