"""Closed forms beside the solutions, in the texts of the applications and the bug hunts.

As in `test_editorials.py`: each test names the problems in whose texts they are.
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

RNG = np.random.default_rng(21)


def softmax(A: Array) -> Array:
    E = np.exp(A - A.max(axis=-1, keepdims=True))
    return np.asarray(E / E.sum(axis=-1, keepdims=True))


# attention-backward, attention-scaling, layer-norm-backward


def test_sums_of_attentions_gradients_are_those_that_are_said(reference: Reference) -> None:
    Q, K, V, G = (RNG.normal(size=s) for s in ((3, 4), (5, 4), (5, 2), (3, 2)))
    S = softmax(Q @ K.T / 2)

    np.testing.assert_allclose(np.sum(S * (G @ V.T), axis=1), np.sum(G * (S @ V), axis=1))
    columns = reference("attention-backward")(Q, K, V, G)["K"].sum(axis=0)
    np.testing.assert_allclose(columns, 0, atol=1e-12)


def test_a_uniform_softmax_has_the_norm_that_is_said() -> None:
    for m in (2, 7, 64):
        s = np.full(m, 1 / m)
        norm = np.linalg.norm(np.diag(s) - np.outer(s, s))
        assert norm == pytest.approx(math.sqrt(m - 1) / m)
    assert math.sqrt(512) == pytest.approx(22.6, abs=0.05)


def test_unscaled_attention_saturates_as_measured() -> None:
    """The table of the editorial: 64 keys, width 512, here with 400 of its 2000 queries."""
    A = RNG.normal(size=(400, 512)) @ RNG.normal(size=(64, 512)).T
    figures = []
    for scores in (A, A / math.sqrt(512)):
        S = softmax(scores)
        squares = np.sum(S**2, axis=1)
        norms = np.sqrt(np.maximum(squares - 2 * np.sum(S**3, axis=1) + squares**2, 0))
        figures.append((norms.mean(), np.median(norms), np.mean(S.max(axis=1) > 0.99)))

    (raw, raw_median, sure), (scaled, scaled_median, never) = figures
    assert (raw, scaled, scaled_median) == pytest.approx((0.09, 0.18, 0.18), abs=0.02)
    assert raw_median < 0.015
    assert sure == pytest.approx(0.6, abs=0.08)
    assert never == 0


def test_a_layers_normalization_has_the_jacobian_that_is_said() -> None:
    at, d, eps, step = RNG.normal(size=6), 6, 0.2, 1e-5

    def normed(row: Array) -> Array:
        return np.asarray((row - row.mean()) / np.sqrt(row.var() + eps))

    x_hat, sigma = normed(at), np.sqrt(at.var() + eps)
    columns = [(normed(at + step * e) - normed(at - step * e)) / (2 * step) for e in np.eye(d)]
    stated = (np.eye(d) - 1 / d - np.outer(x_hat, x_hat) / d) / sigma
    np.testing.assert_allclose(np.stack(columns, axis=1), stated, atol=1e-9)


# conv2d-input-gradient


def test_the_image_gradient_is_the_adjoint_and_a_turned_filter(reference: Reference) -> None:
    X, W, G = RNG.normal(size=(2, 6, 7)), RNG.normal(size=(3, 2, 3, 2)), RNG.normal(size=(3, 4, 6))
    back = reference("conv2d-input-gradient")(G, W, 6, 7, 1, 0)

    forward = reference("conv2d-forward")(X, W, np.zeros(3), 1, 0)
    assert np.sum(forward * G) == pytest.approx(np.sum(X * back))
    turned = W[:, :, ::-1, ::-1].swapaxes(0, 1)
    wide = np.pad(G, ((0, 0), (2, 2), (1, 1)))
    again = reference("conv2d-forward")(wide, turned, np.zeros(2), 1, 0)
    np.testing.assert_allclose(again, back, atol=1e-12)


# policy-gradient-baseline, advantage-estimation


def test_scores_of_a_softmax_policy_are_as_long_as_is_said() -> None:
    pi, rewards = softmax(RNG.normal(size=5)), RNG.normal(size=5)
    scores = np.eye(5) - pi

    lengths = 1 - 2 * pi + pi @ pi
    np.testing.assert_allclose(np.sum(scores**2, axis=1), lengths)
    np.testing.assert_allclose(pi @ (rewards[:, None] * scores), pi * (rewards - pi @ rewards))


def test_the_example_of_two_rewards_is_as_noisy_as_is_said(reference: Reference) -> None:
    theta, rewards = np.zeros(2), np.array([101.0, 100.0])
    mean, variance, best = reference("policy-gradient-baseline")(theta, rewards, 0.0)

    np.testing.assert_allclose(mean, [0.25, -0.25])
    single = np.array([[50.5, -50.5], [-50.0, 50.0]])
    np.testing.assert_allclose(rewards[:, None] * (np.eye(2) - 0.5), single)
    without = reference("policy-gradient-baseline")(theta, rewards - 100, 0.0)[1]
    assert variance / without > 1e4
    assert best == 100.5


def test_advantages_with_lambda_one_are_returns_minus_values(reference: Reference) -> None:
    rewards, values, gamma = RNG.normal(size=6), RNG.normal(size=7), 0.9
    dones = np.array([False] * 5 + [True])

    found = reference("advantage-estimation")(rewards, values, dones, gamma, 1.0)[0]
    returns = reference("discounted-returns")(rewards, dones, gamma, 0.0)
    np.testing.assert_allclose(found, returns - values[:-1])


# joseph-update


def test_an_error_of_the_gain_changes_the_joseph_form_to_second_order(
    reference: Reference,
) -> None:
    A, H, R = RNG.normal(size=(3, 3)), RNG.normal(size=(2, 3)), np.diag([0.3, 0.5])
    P, D = A @ A.T, RNG.normal(size=(3, 2))
    S = H @ P @ H.T + R
    K = P @ H.T @ np.linalg.inv(S)
    joseph = reference("joseph-update")

    expanded = P - K @ H @ P - P @ H.T @ K.T + K @ S @ K.T
    np.testing.assert_allclose(joseph(P, H, R, K), expanded, atol=1e-12)
    short = (np.eye(3) - K @ H) @ P
    np.testing.assert_allclose(joseph(P, H, R, K), short, atol=1e-12)
    for size in (1e-3, 1e-4):
        change = np.abs(joseph(P, H, R, K + size * D) - joseph(P, H, R, K)).max()
        assert change == pytest.approx(size**2 * np.abs(D @ S @ D.T).max(), rel=1e-3)
        moved = (np.eye(3) - (K + size * D) @ H) @ P
        np.testing.assert_allclose(short - moved, size * D @ H @ P, atol=1e-12)


# minimax-dynamics, gan-losses


def test_steps_of_the_game_grow_and_shrink_as_is_said() -> None:
    a, rate = sp.symbols("a rate", positive=True)
    M = sp.Matrix([[0, -a], [a, 0]])
    unit = sp.eye(2)

    def growth(step: Any) -> Any:
        return sp.expand((step * sp.Matrix([1, 0])).dot(step * sp.Matrix([1, 0])))

    assert growth(unit + rate * M) == 1 + rate**2 * a**2
    ahead = unit + rate * M + rate**2 * M**2
    assert growth(ahead) == 1 - rate**2 * a**2 + rate**4 * a**4


def test_the_bound_of_the_rate_is_that_of_the_eigenvalue() -> None:
    for mu in (-1 + 3j, -0.2 + 1j, -2 + 0j):
        bound = 2 * abs(mu.real) / abs(mu) ** 2
        assert abs(1 + 0.999 * bound * mu) < 1 < abs(1 + 1.001 * bound * mu)


def test_the_two_generator_losses_weigh_samples_by_an_exponential(reference: Reference) -> None:
    fake = np.array([-10.0, -1.0, 0.5])
    gradients = reference("gan-losses")(np.zeros(1), fake)[1]

    ratio = gradients["non_saturating"] / gradients["saturating"]
    np.testing.assert_allclose(ratio, np.exp(-fake))
    assert ratio[0] == pytest.approx(22_000, rel=2e-3)


# mixture-score, noise-prediction-loss, forward-noising


def test_score_and_expected_noise_are_two_readings_of_one_thing() -> None:
    """Gaussian data of variance s, noised: everything is linear and known."""
    left, s, x = sp.symbols("left s x", positive=True)
    variance = left * s + 1 - left
    score = sp.diff(-(x**2) / (2 * variance), x)
    # Regression of the noise on the sample: covariance over variance.
    noise = sp.sqrt(1 - left) / variance * x

    assert sp.simplify(score + noise / sp.sqrt(1 - left)) == 0
    first, second = sp.symbols("first second", positive=True)
    assert sp.expand(second * (1 - first) + (1 - second) - (1 - first * second)) == 0


def test_the_score_leads_to_the_mean_of_the_clean_points(reference: Reference) -> None:
    points, at, sigma = RNG.normal(size=(5, 2)), RNG.normal(size=(3, 2)), 0.8
    score = reference("mixture-score")(at, points, np.full(5, sigma), np.full(5, 0.2))

    logits = -np.sum((at[:, None] - points) ** 2, axis=2) / (2 * sigma**2)
    np.testing.assert_allclose(at + sigma**2 * score, softmax(logits) @ points)


# hunt-line-fit, hunt-learned-noise, hunt-cosine-similarity, hunt-smooth-maximum


def test_a_table_of_all_pairs_replaces_targets_by_their_mean() -> None:
    p, x, y = RNG.normal(size=(3, 7))
    pairs = 2 / 49 * np.sum((p[None, :] - y[:, None]) * x[None, :])
    assert pairs == pytest.approx(2 / 7 * np.sum((p - y.mean()) * x))


def test_the_lost_half_doubles_the_variance_that_is_learned() -> None:
    s, squares = sp.symbols("s squares", positive=True)
    right = sp.solve(sp.Rational(1, 2) - squares * sp.exp(-s) / 2, s)[0]
    found = sp.solve(sp.Rational(1, 2) - squares * sp.exp(-s), s)[0]
    assert sp.simplify(sp.exp(found) / sp.exp(right)) == 2


def test_a_cosines_gradient_does_not_stretch(reference: Reference) -> None:
    u, v = RNG.normal(size=(2, 5))
    assert reference("hunt-cosine-similarity")(u, v)[1] @ u == pytest.approx(0, abs=1e-12)


def test_a_smooth_maximum_lies_within_its_bounds(reference: Reference) -> None:
    x = RNG.normal(size=9)
    for beta in (0.5, 3.0, 50.0):
        value = reference("hunt-smooth-maximum")(x, beta)[0]
        assert x.max() <= value <= x.max() + math.log(9) / beta
