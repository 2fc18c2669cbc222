"""Softmax and attention: derivatives against differences, the scale against statistics."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]


def softmax(z: Array) -> Array:
    """Over the last axis; for small scores only."""
    e: Array = np.exp(z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def attend(Q: Array, K: Array, V: Array) -> Array:
    """Attention, query by query."""
    rows = [softmax(K @ q / len(q) ** 0.5) @ V for q in Q]
    return np.array(rows)


def test_softmax_jacobian_holds_the_derivative_of_each_weight(reference: Reference) -> None:
    z = np.random.default_rng(0).normal(size=5)

    def weight(i: int, at: Array) -> float:
        return float(softmax(at)[i])

    rows = [difference_gradient(partial(weight, i), z) for i in range(5)]

    np.testing.assert_allclose(reference("softmax-jacobian")(z), rows, atol=1e-9)


def test_a_softmax_does_not_see_what_is_added_to_all_scores_of_a_row(reference: Reference) -> None:
    rng = np.random.default_rng(9)
    Z, G, shift = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), np.array([[2e3], [-2e3], [0.0]])
    jacobian, product = reference("softmax-jacobian"), reference("softmax-vjp")

    np.testing.assert_allclose(jacobian(Z[0] + 2000), jacobian(Z[0]), atol=1e-9)
    np.testing.assert_allclose(product(Z + shift, G), product(Z, G), atol=1e-9)


def test_softmax_product_is_the_gradient_of_a_loss_through_it(reference: Reference) -> None:
    rng = np.random.default_rng(1)
    Z, G = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    expected = difference_gradient(lambda at: float(np.sum(G * softmax(at))), Z)

    np.testing.assert_allclose(reference("softmax-vjp")(Z, G), expected, atol=1e-9)


@pytest.mark.parametrize("name", ["Q", "K", "V"])
@pytest.mark.parametrize("seed", range(3))
def test_attention_backward_is_the_derivative_of_attention(
    reference: Reference, name: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    n, m, d, dv = (int(v) for v in rng.permutation(np.arange(2, 6)))
    parts = {"Q": rng.normal(size=(n, d)), "K": rng.normal(size=(m, d))}
    parts["V"] = rng.normal(size=(m, dv))
    G = rng.normal(size=(n, dv))

    gradients = reference("attention-backward")(**parts, G=G)

    expected = difference_gradient(
        lambda at: float(np.sum(G * attend(**(parts | {name: at})))), parts[name]
    )
    np.testing.assert_allclose(gradients[name], expected, atol=1e-8)


def test_gradients_of_attention_stand_scores_in_the_thousands(reference: Reference) -> None:
    """The same vector added to all keys moves the scores of a query together."""
    rng = np.random.default_rng(8)
    Q, K, V = rng.normal(size=(2, 3)), rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    G, backward = rng.normal(size=(2, 2)), reference("attention-backward")
    far = 5000 * Q[0] / (Q[0] @ Q[0])

    near, moved = backward(Q, K, V, G), backward(Q, K + far, V, G)

    np.testing.assert_allclose(moved["V"], near["V"], atol=1e-9)
    np.testing.assert_allclose(moved["K"], near["K"], atol=1e-9)


def test_attention_under_a_mask_is_attention_to_the_allowed_keys(reference: Reference) -> None:
    rng = np.random.default_rng(3)
    Q, K, V = rng.normal(size=(6, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    mask = rng.random((6, 5)) < 0.5
    mask[2] = False

    output, weights = reference("attention-forward")(Q, K, V, mask)

    assert not weights[~mask].any()
    for i in range(6):
        allowed = mask[i]
        expected = attend(Q[i : i + 1], K[allowed], V[allowed])[0] if allowed.any() else [0, 0]
        np.testing.assert_allclose(output[i], expected)


def test_the_norm_of_the_jacobian_is_that_of_the_matrix(reference: Reference) -> None:
    rng = np.random.default_rng(4)
    Q, K = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))

    figures = reference("attention-scaling")(Q, K)

    for name, scale in ("raw", 1.0), ("scaled", 3**0.5):
        scores = Q @ K.T / scale
        norms = [np.linalg.norm(np.diag(s) - np.outer(s, s)) for s in map(softmax, scores)]
        assert figures[f"variance_{name}"] == pytest.approx(np.var(scores))
        assert figures[f"gradient_{name}"] == pytest.approx(np.mean(norms))


def test_the_scale_brings_the_variance_to_one_and_saves_the_gradient(
    reference: Reference,
) -> None:
    rng = np.random.default_rng(5)

    figures = reference("attention-scaling")(
        rng.normal(size=(500, 512)), rng.normal(size=(64, 512))
    )

    assert figures["variance_raw"] == pytest.approx(512, rel=0.1)
    assert figures["variance_scaled"] == pytest.approx(1, rel=0.1)
    assert figures["gradient_raw"] < 0.7 * figures["gradient_scaled"]


@pytest.mark.parametrize("name", ["X", "gamma", "beta"])
def test_layer_norm_gradients_are_the_derivatives_of_the_layer(
    reference: Reference, name: str
) -> None:
    rng = np.random.default_rng(6)
    parts = {"X": rng.normal(size=(3, 5)), "gamma": rng.normal(size=5), "beta": rng.normal(size=5)}
    G, eps = rng.normal(size=(3, 5)), 0.1

    def loss(at: Array) -> float:
        X, gamma, beta = (parts | {name: at}).values()
        rows = [(x - x.mean()) / np.sqrt(x.var() + eps) * gamma + beta for x in X]
        return float(np.sum(G * np.array(rows)))

    gradients = reference("layer-norm-backward")(parts["X"], parts["gamma"], G, eps)

    np.testing.assert_allclose(gradients[name], difference_gradient(loss, parts[name]), atol=1e-8)


def test_a_sure_mistake_of_tied_embeddings_costs_the_difference_of_its_scores(
    reference: Reference,
) -> None:
    E = np.array([[60.0, 0.0], [0.0, 40.0]])

    value, _, _ = reference("tied-embeddings")(E, np.eye(2), np.array([0, 1]), np.array([1, 0]))

    assert value == pytest.approx((60**2 + 40**2) / 2)


def test_tied_embeddings_have_the_gradients_of_their_loss(reference: Reference) -> None:
    rng = np.random.default_rng(7)
    E, W = rng.normal(size=(5, 3)), rng.normal(size=(3, 3))
    x, y = np.array([0, 3, 3, 1]), np.array([3, 1, 0, 1])

    def loss(E: Array, W: Array) -> float:
        chosen = [softmax(E @ (W.T @ E[a]))[b] for a, b in zip(x, y, strict=True)]
        return float(-np.mean(np.log(chosen)))

    value, dE, dW = reference("tied-embeddings")(E, W, x, y)

    assert value == pytest.approx(loss(E, W))
    np.testing.assert_allclose(dE, difference_gradient(lambda at: loss(at, W), E), atol=1e-8)
    np.testing.assert_allclose(dW, difference_gradient(lambda at: loss(E, at), W), atol=1e-8)
