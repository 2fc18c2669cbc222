"""Each closed form in the library is the derivative of the loss that its statement names.

The yardstick is a five-point difference of that loss, written here a second time. Its error is
of order h**4, near 1e-11 for the losses below, so agreement to 1e-8 means the same formula.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]


def cross_entropy(z: Array, y: Array) -> float:
    """Mean binary cross-entropy from the scores, exact without any clip."""
    return float(np.mean(np.logaddexp(0, z) - y * z))


@pytest.mark.parametrize("seed", range(5))
def test_mse_gradient_is_the_derivative_of_the_mean_squared_error(
    reference: Reference, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    n, d = int(rng.integers(1, 9)), int(rng.integers(1, 6))
    X, w, y = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)

    expected = difference_gradient(lambda u: float(np.mean((X @ u - y) ** 2)), w)

    np.testing.assert_allclose(reference("mse-gradient")(w, X, y), expected, atol=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_bce_gradient_is_the_derivative_of_the_cross_entropy(
    reference: Reference, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    n, d = int(rng.integers(1, 9)), int(rng.integers(1, 6))
    X, w, y = rng.normal(size=(n, d)), rng.normal(size=d), rng.uniform(size=n)

    expected = difference_gradient(lambda u: cross_entropy(X @ u, y), w)

    np.testing.assert_allclose(reference("bce-gradient")(w, X, y), expected, atol=1e-8)


def test_bce_loss_agrees_with_the_exact_loss_wherever_nothing_is_clipped(
    reference: Reference,
) -> None:
    rng = np.random.default_rng(3)
    X, w = rng.normal(size=(50, 3)), rng.normal(size=3)
    y = rng.integers(0, 2, size=50).astype(float)

    assert reference("stable-bce-loss")(w, X, y) == pytest.approx(cross_entropy(X @ w, y), rel=1e-9)


def test_bce_loss_of_a_saturated_mistake_is_the_clip(reference: Reference) -> None:
    loss = reference("stable-bce-loss")(np.array([1.0]), np.array([[-900.0]]), np.array([1.0]))

    assert loss == pytest.approx(12 * np.log(10))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_network_gradient_is_the_derivative_of_its_loss(
    reference: Reference, name: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    n, d, m, k = (int(size) for size in rng.integers(1, 5, size=4))
    shapes = {"W1": (d, m), "b1": (m,), "W2": (m, k), "b2": (k,)}
    weights = {key: rng.normal(size=shape) for key, shape in shapes.items()}
    X, Y = rng.normal(size=(n, d)), rng.normal(size=(n, k))

    def loss(moved: Array) -> float:
        p = weights | {name: moved}
        outputs = np.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
        return float(((outputs - Y) ** 2).sum(axis=1).mean())

    gradients = reference("mlp-backward")(X, Y, **weights)

    expected = difference_gradient(loss, weights[name])
    np.testing.assert_allclose(gradients[name], expected, atol=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_relative_errors_of_the_gradient_check_follow_the_third_derivative(
    reference: Reference, seed: int
) -> None:
    """Centered differences miss by eps**2 / 6 of the third derivative, up to order eps**4."""
    rng = np.random.default_rng(seed)
    n, d, eps = int(rng.integers(2, 8)), int(rng.integers(1, 4)), 1e-2
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, 1)), rng.normal(size=1)
    y = rng.integers(0, 2, size=(n, 1)).astype(float)

    a = 1 / (1 + np.exp(-(X @ W + b)))
    gradient = X.T @ (a - y) / n
    third = (X**3).T @ (a * (1 - a) * (1 - 2 * a)) / n
    miss = eps**2 / 6 * third
    expected = np.abs(miss) / (np.abs(gradient) + np.abs(gradient + miss))

    errors = reference("gradient-checking")(W, X, b, y, eps)
    np.testing.assert_allclose(errors, expected, rtol=1e-2, atol=1e-8)


def test_gradient_check_stays_below_one_in_ten_million_for_a_small_step(
    reference: Reference,
) -> None:
    rng = np.random.default_rng(8)
    X, W, b = rng.normal(size=(20, 5)), rng.normal(size=(5, 1)), rng.normal(size=1)
    y = rng.integers(0, 2, size=(20, 1)).astype(float)

    assert reference("gradient-checking")(W, X, b, y, 1e-5).max() < 1e-7


def test_polynomial_and_slope_agree_with_numpys_polynomials(reference: Reference) -> None:
    rng = np.random.default_rng(5)
    for size in range(1, 9):
        coefficients, x = rng.normal(size=size), float(rng.normal())
        exact = np.polynomial.Polynomial(coefficients[::-1])
        value, slope = reference("polynomial-horner")(coefficients, x)
        assert value == pytest.approx(exact(x), abs=1e-10)
        assert slope == pytest.approx(exact.deriv()(x), abs=1e-10)


def test_slope_of_a_repeated_function_is_the_derivative_of_the_repetition(
    reference: Reference,
) -> None:
    def repeated(at: Array) -> float:
        value = float(at[0])
        for _ in range(6):
            value = float(np.sin(1.3 * value))
        return value

    value, slope = reference("iterated-chain-rule")(
        lambda x: np.sin(1.3 * x), lambda x: 1.3 * np.cos(1.3 * x), 0.4, 6
    )
    assert value == pytest.approx(repeated(np.array([0.4])))
    assert slope == pytest.approx(difference_gradient(repeated, np.array([0.4]))[0], abs=1e-9)


def test_central_difference_of_a_cube_is_off_by_the_square_of_the_step(
    reference: Reference,
) -> None:
    estimate = reference("central-difference")(lambda x: x**3, 2.0, 0.5)

    assert estimate == pytest.approx(3 * 2.0**2 + 0.5**2)


def test_numerical_gradient_and_hessian_are_exact_for_a_quadratic(reference: Reference) -> None:
    rng = np.random.default_rng(6)
    A, c, w = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=4)

    def f(u: Array) -> float:
        return float(u @ A @ u + c @ u)

    gradient = reference("numerical-gradient")(f, w, 0.5)
    hessian = reference("numerical-hessian")(f, w, 0.5)

    np.testing.assert_allclose(gradient, (A + A.T) @ w + c, atol=1e-10)
    np.testing.assert_allclose(hessian, A + A.T, atol=1e-10)


def test_numerical_hessian_of_a_fourth_power_is_off_by_its_fourth_derivative(
    reference: Reference,
) -> None:
    """Its diagonal error is eps**2 / 3 times the fourth derivative, here 24, and no more."""
    hessian = reference("numerical-hessian")(lambda w: float(w[0] ** 4), np.array([1.5]), 0.1)

    assert hessian[0, 0] == pytest.approx(12 * 1.5**2 + 24 * 0.1**2 / 3)
