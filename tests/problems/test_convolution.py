"""The convolution layer: its sums written out, its gradients as differences and as an adjoint."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]

SHAPES = [(1, 0), (2, 1), (3, 2), (1, 2)]
"""Strides and paddings; with the sizes below some leave a rest."""


def layer(X: Array, W: Array, b: Array, stride: int, padding: int) -> Array:
    """The layer as its definition says it, one number at a time."""
    channels, h, w = X.shape
    filters, _, k, l = W.shape  # noqa: E741

    def pixel(a: int, row: int, column: int) -> float:
        inside = 0 <= row < h and 0 <= column < w
        return float(X[a, row, column]) if inside else 0.0

    rows, columns = (h + 2 * padding - k) // stride + 1, (w + 2 * padding - l) // stride + 1
    Y = np.empty((filters, rows, columns))
    for o, i, j in np.ndindex(Y.shape):
        Y[o, i, j] = b[o] + sum(
            W[o, a, u, v] * pixel(a, stride * i + u - padding, stride * j + v - padding)
            for a, u, v in np.ndindex(channels, k, l)
        )
    return Y


def draw(stride: int, padding: int) -> tuple[Array, Array, Array, Array]:
    """An image, filters, biases and a gradient with respect to the output."""
    rng = np.random.default_rng(stride + 10 * padding)
    X, W, b = rng.normal(size=(2, 5, 6)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3)
    return X, W, b, rng.normal(size=layer(X, W, b, stride, padding).shape)


@pytest.mark.parametrize(("stride", "padding"), SHAPES)
def test_convolution_is_the_sum_that_defines_it(
    reference: Reference, stride: int, padding: int
) -> None:
    X, W, b, _ = draw(stride, padding)

    found = reference("conv2d-forward")(X, W, b, stride, padding)

    np.testing.assert_allclose(found, layer(X, W, b, stride, padding), atol=1e-12)


@pytest.mark.parametrize(("stride", "padding"), SHAPES)
def test_filter_gradients_are_the_derivatives_of_the_layer(
    reference: Reference, stride: int, padding: int
) -> None:
    X, W, b, G = draw(stride, padding)

    dW, db = reference("conv2d-weight-gradient")(X, G, 2, 3, stride, padding)

    by_W = difference_gradient(lambda at: float(np.sum(G * layer(X, at, b, stride, padding))), W)
    by_b = difference_gradient(lambda at: float(np.sum(G * layer(X, W, at, stride, padding))), b)
    np.testing.assert_allclose(dW, by_W, atol=1e-8)
    np.testing.assert_allclose(db, by_b, atol=1e-8)


@pytest.mark.parametrize(("stride", "padding"), SHAPES)
def test_image_gradient_is_the_derivative_of_the_layer(
    reference: Reference, stride: int, padding: int
) -> None:
    X, W, b, G = draw(stride, padding)

    dX = reference("conv2d-input-gradient")(G, W, 5, 6, stride, padding)

    expected = difference_gradient(
        lambda at: float(np.sum(G * layer(at, W, b, stride, padding))), X
    )
    np.testing.assert_allclose(dX, expected, atol=1e-8)


@pytest.mark.parametrize(("k", "stride"), [(2, 2), (3, 1), (2, 3)])
def test_pooling_and_its_gradient_agree_with_differences(
    reference: Reference, k: int, stride: int
) -> None:
    rng = np.random.default_rng(k)
    # No ties, and all far apart.
    X: Array = np.asarray(rng.permutation(2 * 6 * 7).reshape(2, 6, 7) * 0.1 - 9, dtype=np.float64)

    def pooled(at: Array) -> Array:
        rows, columns = range(0, 6 - k + 1, stride), range(0, 7 - k + 1, stride)
        return np.array(
            [[[each[i : i + k, j : j + k].max() for j in columns] for i in rows] for each in at]
        )

    G = rng.normal(size=pooled(X).shape)
    Y, dX = reference("max-pool-backward")(X, G, k, stride)

    np.testing.assert_array_equal(Y, pooled(X))
    expected = difference_gradient(lambda at: float(np.sum(G * pooled(at))), X)
    np.testing.assert_allclose(dX, expected, atol=1e-9)


def test_of_tied_pixels_the_first_gets_the_gradient(reference: Reference) -> None:
    X, G = np.array([[[1.0, 5.0], [5.0, 5.0]]]), np.array([[[3.0]]])

    _, dX = reference("max-pool-backward")(X, G, 2, 1)

    np.testing.assert_array_equal(dX, [[[0.0, 3.0], [0.0, 0.0]]])
