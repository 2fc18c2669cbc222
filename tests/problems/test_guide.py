"""The guide's closed forms against differences, independent sums and what is known of them."""

import itertools
import math
from collections.abc import Callable
from decimal import Decimal, getcontext
from typing import Any

import numpy as np
import pytest

from .differences import Array, difference_gradient

Reference = Callable[[str], Callable[..., Any]]


def test_scaled_step_of_a_cube_misses_by_the_square_of_the_step(reference: Reference) -> None:
    x = np.array([0.3, -4.0])

    slope = reference("partial-derivative")(lambda u: u[0] + u[1] ** 3, x, 1, 0.25)

    assert slope == pytest.approx(3 * 4.0**2 + (0.25 * 4) ** 2)


def test_directional_derivative_is_the_gradient_times_the_unit_vector(reference: Reference) -> None:
    rng = np.random.default_rng(1)
    A, x, v = rng.normal(size=(4, 4)), rng.normal(size=4), 7 * rng.normal(size=4)

    slope = reference("directional-derivative")(lambda u: float(u @ A @ u), x, v, 0.3)

    assert slope == pytest.approx((A + A.T) @ x @ v / np.linalg.norm(v))


def test_two_paths_add_up_to_the_derivative_of_the_whole(reference: Reference) -> None:
    def whole(x: Array) -> float:
        return float(np.sin(x[0] ** 2) * math.exp(0.5 * x[0]) ** 3)

    slope = reference("composed-derivative")(
        lambda u, v: math.cos(u) * v**3,
        lambda u, v: 3 * math.sin(u) * v**2,
        lambda x: x**2,
        lambda x: 2 * x,
        lambda x: math.exp(0.5 * x),
        lambda x: 0.5 * math.exp(0.5 * x),
        0.8,
    )

    assert slope == pytest.approx(difference_gradient(whole, np.array([0.8]))[0], abs=1e-8)


@pytest.mark.parametrize("z", [-700.0, -45.0, -20.0, -1.0, -1e-9, 0.0, 2.0, 37.0, 45.0, 700.0])
def test_sigmoid_derivatives_keep_their_digits_in_both_tails(
    reference: Reference, z: float
) -> None:
    getcontext().prec = 340
    e = (-Decimal(z)).exp()
    s = 1 / (1 + e)
    exact = s, s * (1 - s), s * (1 - s) * (1 - 2 * s)

    values = reference("sigmoid-derivatives")(np.array([z]))

    for value, wanted in zip(values, exact, strict=True):
        assert value[0] == pytest.approx(float(wanted), rel=1e-12, abs=1e-300)


def test_sweep_of_a_parabola_follows_the_factor_of_its_rate(reference: Reference) -> None:
    rates = np.array([0.1, 0.4, 0.9, 1.1])

    losses, best = reference("learning-rate-sweep")(
        lambda x: float(x * x), lambda x: 2 * x, 3.0, rates, 20, 1e3
    )

    np.testing.assert_allclose(losses[:3], 9 * (1 - 2 * rates[:3]) ** 40)
    assert losses[3] == math.inf
    assert best == 1


def test_rmsprop_equals_the_sum_that_it_abbreviates(reference: Reference) -> None:
    gradients = np.random.default_rng(2).normal(size=(6, 3))
    params, v, expected = np.ones(3), np.zeros(3), np.ones(3)
    for t in range(1, 7):
        params, v = reference("rmsprop-step")(params, gradients[t - 1], v, 0.1, 0.8, 1e-3)
        weights = 0.2 * 0.8 ** np.arange(t - 1, -1, -1)[:, None]
        size = np.sqrt((weights * gradients[:t] ** 2).sum(0))
        expected = expected - 0.1 * gradients[t - 1] / (size + 1e-3)

    np.testing.assert_allclose(params, expected)


def rosenbrock(x: Array) -> float:
    return sum(float(100 * (b - a * a) ** 2 + (1 - a) ** 2) for a, b in itertools.pairwise(x))


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_rosenbrocks_gradient_and_hessian_are_derivatives(reference: Reference, d: int) -> None:
    x = np.random.default_rng(d).normal(size=d)
    derivatives = reference("rosenbrock-derivatives")

    gradient, hessian = derivatives(x)

    np.testing.assert_allclose(gradient, difference_gradient(rosenbrock, x), atol=1e-6)
    for row in range(d):

        def slope(u: Array, row: int = row) -> float:
            return float(derivatives(u)[0][row])

        np.testing.assert_allclose(hessian[row], difference_gradient(slope, x), atol=1e-6)


def test_the_best_step_size_beats_its_neighbours_and_the_bound_is_sharp(
    reference: Reference,
) -> None:
    A = np.random.default_rng(3).normal(size=(5, 5))
    H = A @ A.T + 0.2 * np.eye(5)

    def contraction(rate: float) -> float:
        return float(np.linalg.norm(np.eye(5) - rate * H, 2))

    bound, best, at_best, given = reference("quadratic-step-size")(H, 0.07)

    assert contraction(bound) == pytest.approx(1)
    assert at_best == pytest.approx(contraction(best))
    assert at_best < min(contraction(0.99 * best), contraction(1.01 * best))
    assert given == pytest.approx(contraction(0.07))


def test_newton_arrives_in_a_bowl_and_leaves_a_saddle_downhill(reference: Reference) -> None:
    step = reference("newton-step")
    A = np.random.default_rng(4).normal(size=(3, 3))
    bowl, target = A @ A.T + np.eye(3), np.array([1.0, -2.0, 0.5])
    saddle = A @ np.diag([2.0, -1.0, 0.5]) @ A.T
    x = np.array([0.3, 0.1, -0.2])

    def quadratic(H: Array) -> Callable[[Array], float]:
        return lambda u: float((u - target) @ H @ (u - target) / 2)

    arrived, t = step(quadratic(bowl), x, bowl @ (x - target), bowl, 1e-3, 1e-4, 30)
    left, _ = step(quadratic(saddle), x, saddle @ (x - target), saddle, 1e-3, 1e-4, 30)

    assert t == 1
    np.testing.assert_allclose(arrived, target)
    assert quadratic(saddle)(left) < quadratic(saddle)(x)


def test_the_racers_are_the_single_steps_of_the_library(reference: Reference) -> None:
    start, rates = np.array([-0.7, 0.9]), np.array([1e-3, 5e-4, 0.02, 0.05])
    losses = reference("optimizer-race")(start, rates, 0.8, 0.9, 0.01, 5)

    def gradient(p: Array) -> Array:
        return difference_gradient(rosenbrock, p)

    plain, rms, adam = start, (start, np.zeros(2)), (start, np.zeros(2), np.zeros(2))
    for t in range(1, 6):
        plain = plain - rates[0] * gradient(plain)
        rms = reference("rmsprop-step")(rms[0], gradient(rms[0]), rms[1], rates[2], 0.9, 0.01)
        adam = reference("adam-step")(
            adam[0], gradient(adam[0]), adam[1], adam[2], t, rates[3], 0.8, 0.9, 0.01
        )
        assert losses[0, t] == pytest.approx(rosenbrock(plain), rel=1e-6)
        assert losses[2, t] == pytest.approx(rosenbrock(rms[0]), rel=1e-6)
        assert losses[3, t] == pytest.approx(rosenbrock(adam[0]), rel=1e-6)


@pytest.mark.parametrize(
    ("scheme", "variance"),
    [("xavier_normal", 2 / 110), ("xavier_uniform", 2 / 110), ("he_normal", 2 / 80)],
)
def test_initial_weights_have_the_variance_of_their_scheme(
    reference: Reference, scheme: str, variance: float
) -> None:
    W, b = reference("weight-initialization")([80, 30], scheme, 6)

    assert W.shape == (80, 30)
    assert not b.any()
    # The spread of a variance estimated from 2400 numbers is about 3 % of it.
    assert W.var() == pytest.approx(variance, rel=0.12)


def test_the_regularized_gradient_is_the_derivative_of_its_loss(reference: Reference) -> None:
    rng = np.random.default_rng(7)
    X, y, wb = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=4)

    def loss(u: Array) -> float:
        fit = np.mean((X @ u[:3] + u[3] - y) ** 2)
        return float(fit + 0.3 * np.abs(u[:3]).sum() + 0.6 * (u[:3] ** 2).sum())

    value, dw, db = reference("regularized-gradient")(wb[:3], wb[3], X, y, 0.3, 0.6)

    assert value == pytest.approx(loss(wb))
    np.testing.assert_allclose([*dw, db], difference_gradient(loss, wb), atol=1e-8)


def deep_loss(X: Array, Y: Array, weights: list[Array], biases: list[Array]) -> float:
    H = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        H = np.where(H @ W + b > 0, H @ W + b, 0)
    return float(((H @ weights[-1] + biases[-1] - Y) ** 2).sum() / 2 / len(X))


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_training_step_moves_against_the_gradient(reference: Reference, layer: int) -> None:
    rng = np.random.default_rng(8)
    sizes = [3, 5, 4, 2]
    X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    weights = [rng.normal(size=pair) for pair in itertools.pairwise(sizes)]
    biases = [rng.normal(size=m) for m in sizes[1:]]

    loss, new_weights, new_biases = reference("mlp-training-step")(X, Y, weights, biases, 0.5)

    def moved(weight: Array | None = None, bias: Array | None = None) -> float:
        W, b = list(weights), list(biases)
        W[layer], b[layer] = (
            W[layer] if weight is None else weight,
            b[layer] if bias is None else bias,
        )
        return deep_loss(X, Y, W, b)

    assert loss == pytest.approx(deep_loss(X, Y, weights, biases))
    dW = difference_gradient(lambda u: moved(weight=u), weights[layer], 1e-4)
    db = difference_gradient(lambda u: moved(bias=u), biases[layer], 1e-4)
    np.testing.assert_allclose((weights[layer] - new_weights[layer]) / 0.5, dW, atol=1e-7)
    np.testing.assert_allclose((biases[layer] - new_biases[layer]) / 0.5, db, atol=1e-7)


def test_the_forward_pass_ends_where_the_training_steps_loss_begins(reference: Reference) -> None:
    rng = np.random.default_rng(9)
    X, Y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    weights, biases = [rng.normal(size=(3, 5)), rng.normal(size=(5, 2))], [np.ones(5), np.zeros(2)]

    outputs = reference("mlp-forward")(X, weights, biases, "relu")

    assert deep_loss(X, Y, weights, biases) == pytest.approx(((outputs[-1] - Y) ** 2).sum() / 8)


def test_one_full_batch_of_training_is_gradient_descent(reference: Reference) -> None:
    rng = np.random.default_rng(10)
    X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
    p = [rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=(3, 1)), rng.normal(size=1)]

    def loss(*params: Array) -> float:
        W1, b1, W2, b2 = params
        return float(np.mean((np.tanh(X @ W1 + b1) @ W2 + b2 - Y) ** 2))

    losses = reference("mlp-training-run")(X, Y, *p, 0.1, 1, 5, 0)

    moved = []
    for k, each in enumerate(p):

        def of_one(u: Array, k: int = k) -> float:
            return loss(*p[:k], u, *p[k + 1 :])

        moved.append(each - 0.1 * difference_gradient(of_one, each))
    np.testing.assert_allclose(losses, [loss(*p), loss(*moved)], rtol=1e-8)


def test_dropout_keeps_the_mean_and_passes_its_own_mask_back(reference: Reference) -> None:
    X, dY = np.ones((200, 100)), np.full((200, 100), 3.0)

    Y, dX = reference("dropout")(X, dY, 0.3, 4, True)

    assert Y.mean() == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(dX, 3 * Y)


def test_diagnosed_sizes_survive_squares_out_of_range(reference: Reference) -> None:
    sizes, states = reference("gradient-diagnostics")(
        [np.full(7, 1e180), np.full(3, -1e-180)], 1, 9
    )

    np.testing.assert_allclose(sizes, [1e180, 1e-180])
    assert states == ["exploding", "vanishing"]


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_norms_through_depth_are_those_of_the_derivative(
    reference: Reference, activation: str
) -> None:
    rng = np.random.default_rng(11)
    x, v = rng.normal(size=3), rng.normal(size=2)
    weights = [rng.normal(size=(3, 4)), rng.normal(size=(4, 5)), rng.normal(size=(5, 2))]

    def end(h: Array, below: int) -> float:
        for W in weights[below:]:
            h = h @ W
            h = np.maximum(h, 0) if activation == "relu" else 1 / (1 + np.exp(-h))
        return float(h @ v)

    points = reference("mlp-forward")(x[None], weights, [0, 0, 0], activation)
    stages = [x, points[0][0], points[1][0]]

    norms = reference("gradient-through-depth")(x, weights, activation, v)

    for stage, h in enumerate(stages):

        def from_here(u: Array, stage: int = stage) -> float:
            return end(u, stage)

        gradient = difference_gradient(from_here, h, 1e-4)
        assert norms[stage] == pytest.approx(np.linalg.norm(gradient), rel=1e-7)


def test_a_normalised_batch_has_the_wanted_mean_and_scale(reference: Reference) -> None:
    X = np.random.default_rng(12).normal(size=(50, 3)) * [1, 20, 0.3] + 7
    gamma, beta = np.array([1.0, 2.0, -3.0]), np.array([0.0, 5.0, 1.0])

    Y, mean, var = reference("batch-norm-forward")(
        X, gamma, beta, np.zeros(3), np.ones(3), 1.0, 1e-12, True
    )

    np.testing.assert_allclose(Y.mean(axis=0), beta, atol=1e-9)
    np.testing.assert_allclose(Y.std(axis=0), np.abs(gamma), rtol=1e-9)
    np.testing.assert_allclose(var, np.cov(X.T).diagonal())
    np.testing.assert_allclose(mean, X.sum(axis=0) / 50)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_batch_norms_gradient_is_the_derivative_of_its_forward_pass(
    reference: Reference, n: int
) -> None:
    rng = np.random.default_rng(13)
    X, dY = rng.normal(size=(n, 3)), rng.normal(size=(n, 3))
    gamma, beta = rng.normal(size=3), rng.normal(size=3)

    def loss(x: Array, scale: Array, shift: Array) -> float:
        center = sum(x) / n
        spread = sum((x - center) ** 2) / n
        return float((dY * (scale * (x - center) / (spread + 0.3) ** 0.5 + shift)).sum())

    dX, dgamma, dbeta = reference("batch-norm-backward")(X, gamma, dY, 0.3)

    expected = difference_gradient(lambda u: loss(u, gamma, beta), X)
    np.testing.assert_allclose(dX, expected, atol=1e-8)
    expected = difference_gradient(lambda u: loss(X, u, beta), gamma)
    np.testing.assert_allclose(dgamma, expected, atol=1e-8)
    expected = difference_gradient(lambda u: loss(X, gamma, u), beta)
    np.testing.assert_allclose(dbeta, expected, atol=1e-8)


def test_residual_gradients_are_derivatives_at_every_stage(reference: Reference) -> None:
    rng = np.random.default_rng(14)
    X, dH = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    A = [rng.normal(size=(3, m)) for m in (4, 2, 5)]
    B = [rng.normal(size=(m, 3)) for m in (4, 2, 5)]

    gradients = reference("residual-backward")(X, A, B, dH)

    H = X
    for stage in range(4):

        def loss(h: Array, stage: int = stage) -> float:
            for a, b in list(zip(A, B, strict=True))[stage:]:
                h = h + np.tanh(h @ a) @ b
            return float((h * dH).sum())

        np.testing.assert_allclose(gradients[stage], difference_gradient(loss, H), atol=1e-7)
        if stage < 3:
            H = H + np.tanh(H @ A[stage]) @ B[stage]


def test_training_ends_within_the_tolerance_with_the_shapes_that_were_asked_for(
    reference: Reference,
) -> None:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])

    p = reference("train-to-target")(X, Y, 8, 0.1)

    shapes = {key: value.shape for key, value in p.items()}
    assert shapes == {"W1": (2, 8), "b1": (8,), "W2": (8, 1), "b2": (1,)}
    assert np.abs(np.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"] - Y).max() <= 0.1


def test_decay_beside_the_step_and_as_a_penalty_are_two_uses_of_adam(reference: Reference) -> None:
    params, g, m = np.random.default_rng(15).normal(size=(3, 4))
    rest = (m, m**2 + 0.5, 3, 0.1, 0.8, 0.9, 0.05)
    adam, step = reference("adam-step"), reference("adamw-step")

    beside, as_penalty = (step(params, g, *rest, 0.3, decoupled) for decoupled in (True, False))

    plain = adam(params, g, *rest)
    np.testing.assert_allclose(beside[0], plain[0] - 0.1 * 0.3 * params)
    np.testing.assert_allclose(beside[1:], plain[1:])
    np.testing.assert_allclose(as_penalty, adam(params, g + 0.3 * params, *rest))


def test_soft_thresholding_ends_where_no_subgradient_pulls(reference: Reference) -> None:
    rng = np.random.default_rng(16)
    X = rng.normal(size=(30, 6))
    y = X @ [2.0, 0.0, -1.0, 0.0, 0.0, 0.5] + 0.1 * rng.normal(size=30)

    w, left = reference("soft-threshold-descent")(X, y, 0.2, 0.3, 500)

    slope = X.T @ (X @ w - y) / 30
    assert left == np.count_nonzero(w) == 3
    np.testing.assert_allclose(slope[w != 0], -0.2 * np.sign(w[w != 0]), atol=1e-9)
    assert np.abs(slope[w == 0]).max() < 0.2


def plotted(problem: dict[str, Any], series: int) -> tuple[Array, Array]:
    """The x and y of a series of the problem's first figure."""
    points = np.array(problem["figures"][0]["plot"]["series"][series]["points"], dtype=float)
    return points[:, 0], points[:, 1]


def test_plots_show_what_the_solutions_give(
    problems: dict[str, dict[str, Any]], reference: Reference
) -> None:
    for order in range(3):
        z, drawn = plotted(problems["sigmoid-derivatives"], order)
        np.testing.assert_allclose(drawn, reference("sigmoid-derivatives")(z)[order], rtol=1e-3)
    for row, kind in enumerate(("constant", "step", "exponential", "cosine")):
        s, drawn = plotted(problems["learning-rate-schedule"], row)
        rates = reference("learning-rate-schedule")(kind, 1.0, 100, 10, 0.5, 30)
        np.testing.assert_allclose(drawn, rates[s.astype(int)], rtol=1e-3)
    for row, momentum in enumerate((0.0, 0.9)):
        _, drawn = plotted(problems["momentum-descent"], row)
        path = reference("momentum-descent")(lambda x: 2 * x, 5.0, 0.02, momentum, 40)
        np.testing.assert_allclose(drawn, path, rtol=1e-3)
    start, rates = np.array([-1.0, 1.0]), np.array([0.001, 0.0005, 0.02, 0.1])
    race = reference("optimizer-race")(start, rates, 0.9, 0.99, 1e-8, 200)
    for row in range(4):
        t, drawn = plotted(problems["optimizer-race"], row)
        np.testing.assert_allclose(drawn, race[row, t.astype(int)], rtol=1e-3)
