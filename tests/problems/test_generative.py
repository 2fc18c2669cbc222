"""Games, scores and diffusions: closed forms against differences, densities and many draws."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]


def gan_loss(name: str, real: Array, fake: Array) -> float:
    """The losses of a GAN by their definition; for small logits only."""
    r, f = 1 / (1 + np.exp(-real)), 1 / (1 + np.exp(-fake))
    match name:
        case "discriminator":
            return float(-np.mean(np.log(r)) - np.mean(np.log(1 - f)))
        case "saturating":
            return float(np.mean(np.log(1 - f)))
    return float(-np.mean(np.log(f)))


def test_gan_losses_and_gradients_follow_from_their_definition(reference: Reference) -> None:
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=3), rng.normal(size=5)

    losses, gradients = reference("gan-losses")(real, fake)

    for name in ("discriminator", "saturating", "non_saturating"):
        assert losses[name] == pytest.approx(gan_loss(name, real, fake))
    slopes = {
        "real": difference_gradient(lambda at: gan_loss("discriminator", at, fake), real),
        "fake": difference_gradient(partial(gan_loss, "discriminator", real), fake),
        "saturating": difference_gradient(partial(gan_loss, "saturating", real), fake),
        "non_saturating": difference_gradient(partial(gan_loss, "non_saturating", real), fake),
    }
    assert gradients.keys() == slopes.keys()
    for name, slope in slopes.items():
        np.testing.assert_allclose(gradients[name], slope, atol=1e-9)


def test_gan_losses_of_sure_logits_keep_all_their_digits(reference: Reference) -> None:
    losses, gradients = reference("gan-losses")(np.array([40.0]), np.array([1000.0, 40.0]))

    assert losses["saturating"] == pytest.approx(-(1000 + 40) / 2)
    assert losses["discriminator"] == pytest.approx((1000 + 40) / 2)
    assert gradients["real"][0] == pytest.approx(-math.exp(-40), rel=1e-9, abs=0)
    assert gradients["non_saturating"][1] == pytest.approx(-math.exp(-40) / 2, rel=1e-9, abs=0)


def test_the_saturating_gradient_fades_where_the_other_does_not(reference: Reference) -> None:
    _, gradients = reference("gan-losses")(np.array([5.0]), np.array([-10.0]))

    ratio = gradients["non_saturating"][0] / gradients["saturating"][0]
    assert ratio == pytest.approx(math.exp(10))


def test_a_minimax_game_circles_outwards_unless_players_look_ahead(reference: Reference) -> None:
    a, rate = 1.3, 0.4
    k = (a * rate) ** 2

    plain, ahead = reference("minimax-dynamics")(
        np.array([[a]]), np.array([3.0]), np.array([4.0]), rate, 12
    )

    t = np.arange(13)
    np.testing.assert_allclose(plain, 5 * (1 + k) ** (t / 2))
    np.testing.assert_allclose(ahead, 5 * (1 - k + k**2) ** (t / 2))


def test_noising_at_once_spreads_as_noising_step_by_step(reference: Reference) -> None:
    rng = np.random.default_rng(1)
    betas, clean = np.array([0.1, 0.2, 0.05]), 1.7
    drawn = np.full(200_000, clean)
    for beta in betas:
        drawn = np.sqrt(1 - beta) * drawn + np.sqrt(beta) * rng.normal(size=drawn.size)

    rows = np.array([[0.0], [1.0]])
    noisy, ratios = reference("forward-noising")(
        np.full((2, 1), clean), rows, np.array([2, 2]), betas
    )

    assert noisy[0, 0] == pytest.approx(drawn.mean(), abs=1e-2)
    assert noisy[1, 0] - noisy[0, 0] == pytest.approx(drawn.std(), rel=1e-2)
    assert ratios[0] == pytest.approx((noisy[0, 0] / clean / drawn.std()) ** 2, rel=2e-2)


@pytest.mark.parametrize("seed", range(3))
def test_noise_prediction_gradients_are_the_derivatives_of_its_loss(
    reference: Reference, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    W, C = rng.normal(size=(2, 2)), rng.normal(size=(3, 2))
    clean, noise, steps = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.integers(0, 3, 5)
    left = np.array([0.9, 0.5, 0.2])

    def loss(W: Array, C: Array) -> float:
        total = 0.0
        for x, e, t in zip(clean, noise, steps, strict=True):
            noisy = math.sqrt(left[t]) * x + math.sqrt(1 - left[t]) * e
            total += float(np.sum((noisy @ W + C[t] - e) ** 2))
        return total / 5

    value, dW, dC = reference("noise-prediction-loss")(W, C, clean, noise, steps, left)

    assert value == pytest.approx(loss(W, C))
    np.testing.assert_allclose(dW, difference_gradient(lambda at: loss(at, C), W), atol=1e-8)
    np.testing.assert_allclose(dC, difference_gradient(lambda at: loss(W, at), C), atol=1e-8)


def test_score_is_the_gradient_of_the_log_density(reference: Reference) -> None:
    rng = np.random.default_rng(2)
    X, means = rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    sigmas, weights = rng.uniform(0.5, 2, 5), rng.dirichlet(np.ones(5))

    def log_density(x: Array) -> float:
        total = 0.0
        for m, s, w in zip(means, sigmas, weights, strict=True):
            height = (2 * math.pi * s**2) ** (-3 / 2)
            total += w * height * math.exp(-float(np.sum((x - m) ** 2)) / (2 * s**2))
        return math.log(total)

    expected = [difference_gradient(log_density, x) for x in X]
    np.testing.assert_allclose(
        reference("mixture-score")(X, means, sigmas, weights), expected, atol=1e-8
    )


def test_far_from_all_data_the_score_pulls_to_the_nearest_point(reference: Reference) -> None:
    means = np.array([[0.0, 0.0], [3.0, 4.0]])

    score = reference("mixture-score")(
        np.array([[3000.0, 4000.0]]), means, np.ones(2), np.array([0.9, 0.1])
    )

    np.testing.assert_allclose(score, [[3.0 - 3000, 4.0 - 4000]])


@pytest.mark.parametrize("t", [1, 3])
def test_a_step_back_is_the_gaussian_given_the_later_state_and_the_clean_sample(
    reference: Reference, t: int
) -> None:
    """By conditioning the joint Gaussian of two neighboring states."""
    betas = np.array([0.1, 0.25, 0.4, 0.3])
    before, after = np.prod(1 - betas[:t]), np.prod(1 - betas[: t + 1])
    clean, noise = 0.8, -1.3
    x = math.sqrt(after) * clean + math.sqrt(1 - after) * noise
    covariance = math.sqrt(1 - betas[t]) * (1 - before)
    slope = covariance / (1 - after)
    mean = math.sqrt(before) * clean + slope * (x - math.sqrt(after) * clean)
    deviation = math.sqrt(1 - before - slope * covariance)

    def step(z: float) -> tuple[Any, ...]:
        arrays = (np.array([[value]]) for value in (x, noise, z))
        return tuple(each[0, 0] for each in reference("reverse-diffusion-step")(*arrays, t, betas))

    drawn, implied, score = step(0.0)
    assert drawn == pytest.approx(mean)
    assert step(1.0)[0] - drawn == pytest.approx(deviation)
    assert implied == pytest.approx(clean)
    assert score == pytest.approx((math.sqrt(after) * clean - x) / (1 - after))


def test_the_last_step_back_ends_at_the_clean_sample(reference: Reference) -> None:
    x, noise = np.array([[2.0, -1.0]]), np.array([[1.0, 0.5]])

    drawn, implied, _ = reference("reverse-diffusion-step")(
        x, noise, np.ones((1, 2)), 0, np.array([0.36, 0.5])
    )

    np.testing.assert_allclose(drawn, implied)
