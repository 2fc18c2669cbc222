"""Policy gradients: against exact expectations, and against differences of their objectives."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]


def test_returns_are_the_discounted_sums(reference: Reference) -> None:
    rng = np.random.default_rng(0)
    rewards, gamma, last_value = rng.normal(size=9), 0.8, 3.0
    dones = np.zeros(9, dtype=bool)
    dones[3] = True

    returns = reference("discounted-returns")(rewards, dones, gamma, last_value)

    with_rest = np.append(rewards, last_value)
    for t in range(9):
        stop = 4 if t <= 3 else 10
        seen = with_rest[t:stop]
        assert returns[t] == pytest.approx(np.sum(gamma ** np.arange(len(seen)) * seen))


def test_expected_policy_gradient_is_the_gradient_of_the_expected_return(
    reference: Reference,
) -> None:
    """Over all actions, weighted by their probabilities, for one state and fixed returns."""
    rng = np.random.default_rng(1)
    theta, state, worth = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=4)

    def policy(at: Array) -> Array:
        e = np.exp(state @ at)
        return np.asarray(e / e.sum())

    gradient = sum(
        probability
        * reference("reinforce-gradient")(
            theta, state[None], np.array([action]), worth[action : action + 1]
        )
        for action, probability in enumerate(policy(theta))
    )

    expected = difference_gradient(lambda at: float(policy(at) @ worth), theta)
    np.testing.assert_allclose(gradient, expected, atol=1e-9)


def test_policy_gradient_averages_over_the_steps(reference: Reference) -> None:
    rng = np.random.default_rng(2)
    theta, states, returns = rng.normal(size=(2, 3)), rng.normal(size=(6, 2)), rng.normal(size=6)
    actions = rng.integers(0, 3, size=6)
    gradient = reference("reinforce-gradient")

    single = [
        gradient(theta, states[t : t + 1], actions[t : t + 1], returns[t : t + 1]) for t in range(6)
    ]

    np.testing.assert_allclose(gradient(theta, states, actions, returns), np.mean(single, axis=0))


def test_a_policy_gradient_does_not_see_what_is_added_to_all_logits(reference: Reference) -> None:
    theta = np.array([[0.5, -0.2, 0.1]])
    rest = np.ones((1, 1)), np.array([2]), np.array([3.0])
    gradient = reference("reinforce-gradient")

    np.testing.assert_allclose(gradient(theta + 2000, *rest), gradient(theta, *rest))


def test_a_certain_action_takes_the_expected_reward_for_its_baseline(reference: Reference) -> None:
    mean, variance, best = reference("policy-gradient-baseline")(
        np.array([2000.0, -2000.0, 0.0]), np.array([3.0, 5.0, -7.0]), 1.0
    )

    np.testing.assert_array_equal(mean, 0)
    assert (variance, best) == (0.0, 3.0)


def test_baseline_figures_are_those_of_many_draws(reference: Reference) -> None:
    rng = np.random.default_rng(3)
    theta, rewards, b = rng.normal(size=4), rng.normal(size=4), 0.7
    pi = np.exp(theta) / np.exp(theta).sum()
    drawn = rng.choice(4, p=pi, size=400_000)
    gradients = (rewards[drawn] - b)[:, None] * (np.eye(4)[drawn] - pi)

    mean, variance, _ = reference("policy-gradient-baseline")(theta, rewards, b)

    np.testing.assert_allclose(mean, gradients.mean(axis=0), atol=5e-3)
    assert variance == pytest.approx(gradients.var(axis=0).sum(), rel=1e-2)


@pytest.mark.parametrize("logit", [0.0, 0.7, -2.0])
def test_two_actions_have_a_baseline_without_variance(reference: Reference, logit: float) -> None:
    first = 1 / (1 + np.exp(-logit))
    rewards = np.array([3.0, -1.0])

    _, variance, best = reference("policy-gradient-baseline")(
        np.array([logit, 0.0]), rewards, (1 - first) * rewards[0] + first * rewards[1]
    )
    assert best == pytest.approx((1 - first) * rewards[0] + first * rewards[1])
    assert variance == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_no_baseline_beats_the_best_and_none_moves_the_mean(
    reference: Reference, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    theta, rewards = rng.normal(size=5), rng.normal(size=5)
    report = reference("policy-gradient-baseline")
    _, _, best = report(theta, rewards, 0.0)
    at_best = report(theta, rewards, best)

    for other in (best - 0.1, best + 0.1, 0.0, 5.0):
        mean, variance, _ = report(theta, rewards, other)
        np.testing.assert_allclose(mean, at_best[0], atol=1e-12)
        assert variance > at_best[1]


@pytest.mark.parametrize("seed", range(4))
def test_clipped_objective_and_its_gradient_agree_with_the_four_cases(
    reference: Reference, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    old, advantages, eps = -rng.gamma(2.0, size=12), rng.normal(size=12), 0.2
    new = old + rng.normal(size=12) * 0.4

    def objective(at: Array) -> float:
        total = 0.0
        for ratio, A in zip(np.exp(at - old), advantages, strict=True):
            total += A * (min(ratio, 1 + eps) if A > 0 else max(ratio, 1 - eps))
        return total / 12

    value, gradient = reference("ppo-clipped-objective")(new, old, advantages, eps)

    assert value == pytest.approx(objective(new))
    np.testing.assert_allclose(gradient, difference_gradient(objective, new, 1e-5), atol=1e-8)


@pytest.mark.parametrize("lam", [0.0, 0.6, 1.0])
def test_advantages_are_the_weighted_mean_of_all_estimates_by_n_steps(
    reference: Reference, lam: float
) -> None:
    """Within one episode that breaks off: the longest estimate has the weight that is left."""
    rng = np.random.default_rng(4)
    rewards, values, gamma = rng.normal(size=5), rng.normal(size=6), 0.9

    advantages, targets = reference("advantage-estimation")(
        rewards, values, np.zeros(5, dtype=bool), gamma, lam
    )

    for t in range(5):
        by_steps = [
            np.sum(gamma ** np.arange(n) * rewards[t : t + n]) + gamma**n * values[t + n]
            for n in range(1, 6 - t)
        ]
        weights = [(1 - lam) * lam**n for n in range(len(by_steps) - 1)]
        weights.append(lam ** (len(by_steps) - 1))
        assert targets[t] == pytest.approx(np.dot(weights, by_steps))
        assert advantages[t] == pytest.approx(targets[t] - values[t])


def test_an_episode_that_ends_gains_its_rewards_and_nothing_more(reference: Reference) -> None:
    rewards, values = np.array([1.0, 2.0, 4.0]), np.array([0.5, 0.25, 3.0, 100.0])

    _, targets = reference("advantage-estimation")(
        rewards, values, np.array([False, False, True]), 0.5, 1.0
    )

    np.testing.assert_allclose(targets, [1 + 1 + 1, 2 + 2, 4])


def test_an_episode_knows_nothing_of_the_next(reference: Reference) -> None:
    rng = np.random.default_rng(5)
    rewards, values = rng.normal(size=6), rng.normal(size=7)
    dones = np.array([False, False, True, False, False, True])
    estimate = reference("advantage-estimation")

    together, _ = estimate(rewards, values, dones, 0.9, 0.8)

    first, _ = estimate(rewards[:3], values[:4], dones[:3], 0.9, 0.8)
    second, _ = estimate(rewards[3:], values[3:], dones[3:], 0.9, 0.8)
    np.testing.assert_allclose(together, [*first, *second])
