"""The optimizers of the library against what is known about them in closed form."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Reference = Callable[[str], Callable[..., Any]]


def test_momentum_on_a_parabola_is_the_power_of_a_matrix(reference: Reference) -> None:
    """For the slope a * x one step is linear in (x, v), so t steps are its t-th power."""
    a, rate, momentum, x0 = 1.7, 0.2, 0.8, 3.0
    step = np.array([[1 - rate * a, momentum], [-rate * a, momentum]])
    expected = [(np.linalg.matrix_power(step, t) @ [x0, 0.0])[0] for t in range(26)]

    path = reference("momentum-descent")(lambda x: a * x, x0, rate, momentum, 25)

    np.testing.assert_allclose(path, expected, atol=1e-10)


def test_descent_on_a_bowl_shrinks_each_axis_by_its_own_factor(reference: Reference) -> None:
    curvatures, x0 = np.array([1.0, 3.0, 0.5]), np.array([2.0, -1.0, 4.0])

    point, updates = reference("gradient-descent")(lambda x: curvatures * x, x0, 0.3, 12, 1e-9)

    assert updates == 12
    np.testing.assert_allclose(point, (1 - 0.3 * curvatures) ** 12 * x0, rtol=1e-10)


def test_descent_stops_at_the_first_point_whose_gradient_is_short(reference: Reference) -> None:
    rate, start, tolerance = 0.1, 5.0, 1e-3
    needed = math.ceil(math.log(tolerance / start) / math.log(1 - rate))

    point, updates = reference("gradient-descent")(
        lambda x: 1.0 * x, np.array([start]), rate, 1000, tolerance
    )

    assert updates == needed
    assert abs(point[0]) <= tolerance < abs(point[0]) / (1 - rate)


def test_adam_equals_the_sums_that_it_abbreviates(reference: Reference) -> None:
    rng = np.random.default_rng(1)
    beta1, beta2, rate, eps = 0.8, 0.95, 0.05, 1e-6
    gradients = rng.normal(size=(7, 3))
    params, m, v = np.ones(3), np.zeros(3), np.zeros(3)
    expected = np.ones(3)
    for t in range(1, 8):
        params, m, v = reference("adam-step")(
            params, gradients[t - 1], m, v, t, rate, beta1, beta2, eps
        )
        ages = np.arange(t - 1, -1, -1)[:, None]
        mean = (beta1**ages * gradients[:t]).sum(0) / (beta1**ages).sum()
        square = (beta2**ages * gradients[:t] ** 2).sum(0) / (beta2**ages).sum()
        expected = expected - rate * mean / (np.sqrt(square) + eps)

    np.testing.assert_allclose(params, expected, rtol=1e-10)


@pytest.mark.parametrize("kind", ["constant", "step", "exponential", "cosine"])
def test_schedule_joins_warm_up_and_decay_at_the_full_rate(reference: Reference, kind: str) -> None:
    rates = reference("learning-rate-schedule")(kind, 0.4, 20, 5, 0.5, 3)

    assert rates.shape == (20,)
    np.testing.assert_allclose(np.diff(rates[:5]), 0.4 / 5)
    assert rates[4] == pytest.approx(0.4)
    assert rates[5] == pytest.approx(0.4)


def test_step_and_exponential_decay_meet_at_the_ends_of_periods(reference: Reference) -> None:
    schedule = reference("learning-rate-schedule")
    step, smooth = (schedule(kind, 1.0, 13, 0, 0.7, 4) for kind in ("step", "exponential"))

    np.testing.assert_allclose(step, np.repeat(0.7 ** np.arange(4), 4)[:13])
    np.testing.assert_allclose(smooth[::4], step[::4])
    np.testing.assert_allclose(smooth[1:] / smooth[:-1], 0.7**0.25)


def test_cosine_is_symmetric_about_half_the_rate(reference: Reference) -> None:
    rates = reference("learning-rate-schedule")("cosine", 1.0, 10, 0, 0.5, 1)

    np.testing.assert_allclose(rates[1:] + rates[:0:-1], 1.0)
    assert rates[5] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("eigenvalues", "kind"),
    [([4.0, 0.5, 2.0], "minimum"), ([-1.0, -9.0], "maximum"), ([3.0, -0.2, 1.0, -6.0], "saddle")],
)
def test_curvature_reads_the_spectrum_whatever_the_axes(
    reference: Reference, eigenvalues: list[float], kind: str
) -> None:
    d = len(eigenvalues)
    axes, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(d, d)))
    hessian = axes @ np.diag(eigenvalues) @ axes.T
    hessian = (hessian + hessian.T) / 2

    condition, found = reference("hessian-curvature")(hessian)

    assert found == kind
    assert condition == pytest.approx(np.linalg.cond(hessian))


def test_curvature_of_a_projection_is_degenerate(reference: Reference) -> None:
    u = np.random.default_rng(4).normal(size=5)

    assert reference("hessian-curvature")(np.outer(u, u)) == (math.inf, "degenerate")


def test_clipping_keeps_the_direction_and_sets_the_length(reference: Reference) -> None:
    rng = np.random.default_rng(7)
    gradients = [rng.normal(size=shape) for shape in [(3,), (2, 2), (1, 4)]]
    flat = np.concatenate([g.ravel() for g in gradients])

    clipped, norm = reference("gradient-clipping")(gradients, 0.5)
    result = np.concatenate([g.ravel() for g in clipped])

    assert norm == pytest.approx(np.linalg.norm(flat))
    assert [g.shape for g in clipped] == [g.shape for g in gradients]
    np.testing.assert_allclose(result, 0.5 * flat / np.linalg.norm(flat))
