"""The extended Kalman filter: Jacobians against differences, covariances against many draws."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]


def jacobian(f: Callable[[Array], Array], at: Array) -> Array:
    """Row by row, each the gradient of one output."""

    def output(i: int, x: Array) -> float:
        return float(f(x)[i])

    return np.array([difference_gradient(partial(output, i), at) for i in range(len(f(at)))])


def covariance(rng: np.random.Generator, n: int) -> Array:
    A = rng.normal(size=(n, n))
    return np.asarray(A @ A.T + 0.1 * np.eye(n))


def turned(angle: Any) -> Any:
    """The same angle between minus pi and pi."""
    return np.arctan2(np.sin(angle), np.cos(angle))


def test_numerical_jacobian_of_a_quadratic_map_is_exact(reference: Reference) -> None:
    rng = np.random.default_rng(0)
    A, x = rng.normal(size=(3, 4, 4)), rng.normal(size=4)

    found = reference("numerical-jacobian")(lambda at: at @ A @ at, x, 0.5)

    np.testing.assert_allclose(found, (A + A.transpose(0, 2, 1)) @ x, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_prediction_carries_the_covariance_by_the_jacobian_of_the_motion(
    reference: Reference, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    state, P, N = rng.normal(size=4), covariance(rng, 4), covariance(rng, 4)
    control, dt = rng.normal(size=2), 0.4

    def motion(at: Array) -> Array:
        x, y, heading, speed = at
        return np.array(
            [
                x + dt * speed * np.cos(heading),
                y + dt * speed * np.sin(heading),
                heading + dt * control[1],
                speed + dt * control[0],
            ]
        )

    moved, spread = reference("ekf-predict")(state, P, control, dt, N)

    F = jacobian(motion, state)
    np.testing.assert_allclose(moved, motion(state), atol=1e-12)
    np.testing.assert_allclose(spread, F @ P @ F.T + N, atol=1e-8)


@pytest.mark.parametrize(("heading", "turn"), [(3.0, 0.5), (-3.0, -0.5), (1.0, 20.0)])
def test_prediction_keeps_the_heading_within_half_a_turn(
    reference: Reference, heading: float, turn: float
) -> None:
    state = np.array([0.0, 0.0, heading, 1.0])

    moved, _ = reference("ekf-predict")(state, np.eye(4), np.array([0.0, turn]), 1.0, np.eye(4))

    assert moved[2] == pytest.approx(turned(heading + turn))


@pytest.mark.parametrize("heading", [0.3, 3.1, -3.1])
def test_update_is_the_gaussian_conditioned_on_the_linearised_measurement(
    reference: Reference, heading: float
) -> None:
    rng = np.random.default_rng(2)
    state, P, R = np.array([1.0, 2.0, heading, 3.0]), covariance(rng, 4), covariance(rng, 2)
    landmark = np.array([-3.0, 1.5])

    def measured(at: Array) -> Array:
        offset = landmark - at[:2]
        return np.array([np.hypot(*offset), np.arctan2(offset[1], offset[0]) - at[2]])

    z = measured(state) + np.array([0.3, 0.2 + 2 * np.pi])

    updated, spread = reference("ekf-update")(state, P, z, landmark, R)

    # In information form, which shares no line with the gain and the Joseph form.
    H = jacobian(measured, state)
    information = np.linalg.inv(P) + H.T @ np.linalg.inv(R) @ H
    correction = np.linalg.solve(information, H.T @ np.linalg.solve(R, [0.3, 0.2]))
    np.testing.assert_allclose(spread, np.linalg.inv(information), atol=1e-7)
    expected = state + correction
    expected[2] = turned(expected[2])
    np.testing.assert_allclose(updated, expected, atol=1e-7)


def test_joseph_form_is_the_spread_of_many_corrected_errors(reference: Reference) -> None:
    rng = np.random.default_rng(3)
    P, H, R, K = covariance(rng, 3), rng.normal(size=(2, 3)), covariance(rng, 2), np.ones((3, 2))
    errors = rng.multivariate_normal(np.zeros(3), P, size=300_000)
    noise = rng.multivariate_normal(np.zeros(2), R, size=300_000)

    spread = reference("joseph-update")(P, H, R, K)

    left = errors + (noise - errors @ H.T) @ K.T
    np.testing.assert_allclose(spread, np.cov(left.T), rtol=2e-2)
    np.testing.assert_array_equal(spread, spread.T)


def test_joseph_form_stays_positive_definite_where_the_short_form_does_not(
    reference: Reference,
) -> None:
    """Twenty runs of thirty updates by a precise sensor that looks into changing directions."""
    failed = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        joseph = short = np.diag([1e10, 1e2, 1.0])
        smallest = np.inf
        for _ in range(30):
            H, R = rng.normal(size=(1, 3)), np.array([[1e-9]])
            K = joseph @ H.T / (H @ joseph @ H.T + R)
            joseph = reference("joseph-update")(joseph, H, R, K)
            assert np.linalg.eigvalsh(joseph)[0] > 0
            K = short @ H.T / (H @ short @ H.T + R)
            short = (np.eye(3) - K @ H) @ short
            smallest = min(smallest, float(np.linalg.eigvalsh((short + short.T) / 2)[0]))
        failed += smallest < 0

    assert failed >= 5


def test_track_finds_a_car_whose_start_was_told_wrongly(reference: Reference) -> None:
    rng = np.random.default_rng(5)
    truth, dt = np.array([0.0, 0.0, 0.5, 2.0]), 0.2
    landmarks, controls = np.array([[8.0, 1.0], [-3.0, 9.0]]), np.tile([0.1, 0.2], (60, 1))
    seen = np.empty((60, 2, 2))
    for t in range(60):
        x, y, heading, speed = truth
        x, y = x + dt * speed * np.cos(heading), y + dt * speed * np.sin(heading)
        truth = np.array([x, y, heading + dt * 0.2, speed + dt * 0.1])
        offsets = landmarks - truth[:2]
        seen[t, :, 0] = np.hypot(*offsets.T) + rng.normal(size=2) * 0.05
        seen[t, :, 1] = np.arctan2(offsets[:, 1], offsets[:, 0]) - truth[2]
        seen[t, :, 1] += rng.normal(size=2) * 0.01

    states, spreads = reference("ekf-track")(
        np.array([1.0, -1.0, 0.3, 1.0]),
        np.diag([1.0, 1.0, 0.1, 1.0]),
        controls,
        seen,
        landmarks,
        dt,
        1e-6 * np.eye(4),
        np.diag([0.05**2, 0.01**2]),
    )

    np.testing.assert_allclose(states[-1, :2], truth[:2], atol=0.1)
    assert np.hypot(*(states[-1, :2] - truth[:2])) < 4 * spreads[-1]
    assert turned(states[-1, 2] - truth[2]) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("kappa", [-0.5, 0.0, 2.0])
def test_sigma_points_are_exact_for_a_linear_map(reference: Reference, kappa: float) -> None:
    rng = np.random.default_rng(6)
    A, mean, P = rng.normal(size=(2, 3)), rng.normal(size=3), covariance(rng, 3)

    center, spread = reference("unscented-transform")(lambda x: A @ x, mean, P, kappa)

    np.testing.assert_allclose(center, A @ mean)
    np.testing.assert_allclose(spread, A @ P @ A.T)


def test_sigma_points_find_the_mean_and_variance_of_a_square(reference: Reference) -> None:
    mu, sigma = 1.5, 0.8

    center, spread = reference("unscented-transform")(
        lambda x: x**2, np.array([mu]), np.array([[sigma**2]]), 2.0
    )

    assert center[0] == pytest.approx(mu**2 + sigma**2)
    assert spread[0, 0] == pytest.approx(4 * mu**2 * sigma**2 + 2 * sigma**4)


def test_sigma_points_find_the_mean_of_a_quadratic_form(reference: Reference) -> None:
    rng = np.random.default_rng(7)
    A, mean, P = rng.normal(size=(3, 3)), rng.normal(size=3), covariance(rng, 3)

    center, _ = reference("unscented-transform")(lambda x: np.array([x @ A @ x]), mean, P, 0.7)

    assert center[0] == pytest.approx(mean @ A @ mean + np.trace(A @ P))


def test_track_is_one_prediction_and_the_updates_of_what_was_seen(reference: Reference) -> None:
    rng = np.random.default_rng(9)
    predict, update = reference("ekf-predict"), reference("ekf-update")
    state, P, landmarks = rng.normal(size=4), covariance(rng, 4), 5 * rng.normal(size=(3, 2))
    N, R, controls = 0.1 * np.eye(4), 0.2 * np.eye(2), rng.normal(size=(2, 2))
    seen = np.abs(rng.normal(size=(2, 3, 2)))
    seen[0, 0] = seen[1, 1, 0] = seen[1, 2] = np.nan

    states, spreads = reference("ekf-track")(state, P, controls, seen, landmarks, 0.3, N, R)

    for t, visible in enumerate([(1, 2), (0,)]):
        state, P = predict(state, P, controls[t], 0.3, N)
        for j in visible:
            state, P = update(state, P, seen[t, j], landmarks[j], R)
        np.testing.assert_allclose(states[t], state)
        assert spreads[t] == pytest.approx(np.sqrt(P[0, 0] + P[1, 1]))
