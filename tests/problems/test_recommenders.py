"""The factor model of ratings: its gradients are those of its loss, its epoch a row of descents."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .differences import difference_gradient

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]

NAMES = ("mu", "bu", "bi", "P", "Q")


def draw(seed: int, m: int) -> tuple[dict[str, Any], tuple[Any, Any, Any]]:
    """Parameters of a small model, and m ratings among which users and items occur again."""
    rng = np.random.default_rng(seed)
    model = {
        "mu": rng.normal(size=()),
        "bu": rng.normal(size=3),
        "bi": rng.normal(size=4),
        "P": rng.normal(size=(3, 2)),
        "Q": rng.normal(size=(4, 2)),
    }
    return model, (rng.integers(0, 3, m), rng.integers(0, 4, m), rng.normal(size=m) + 3)


def loss(model: dict[str, Any], rows: tuple[Any, Any, Any], lam: float) -> float:
    """The regularized loss, rating by rating."""
    total = 0.0
    for u, i, r in zip(*rows, strict=True):
        bu, bi, p, q = model["bu"][u], model["bi"][i], model["P"][u], model["Q"][i]
        total += (r - model["mu"] - bu - bi - p @ q) ** 2 + lam * (bu**2 + bi**2 + p @ p + q @ q)
    return float(total) / len(rows[0])


def loss_of(name: str, model: dict[str, Any], rows: Any, lam: float, value: Any) -> float:
    """The loss as a function of one parameter alone."""
    return loss(model | {name: value}, rows, lam)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_rating_gradients_are_the_derivatives_of_the_loss(
    reference: Reference, name: str, seed: int
) -> None:
    model, rows = draw(seed, 9)

    gradients = reference("rating-loss-gradients")(*model.values(), *rows, 0.3)

    expected = difference_gradient(partial(loss_of, name, model, rows, 0.3), model[name])
    np.testing.assert_allclose(gradients[name], expected, atol=1e-8)


def test_an_epoch_is_one_descent_step_after_another(reference: Reference) -> None:
    model, rows = draw(7, 6)
    rate, lam = 0.05, 0.2
    moved, errors = dict(model), []
    for t in range(6):
        row = tuple(each[t : t + 1] for each in rows)
        errors.append(np.sqrt(loss(moved, row, 0.0)))
        at = dict(moved)
        gradients = {
            name: difference_gradient(partial(loss_of, name, at, row, lam), at[name])
            for name in NAMES[1:]
        }
        moved |= {name: moved[name] - rate * gradients[name] for name in NAMES[1:]}

    *found, error = reference("rating-sgd-epoch")(*model.values(), *rows, rate, lam)

    for name, value in zip(NAMES[1:], found, strict=True):
        np.testing.assert_allclose(value, moved[name], atol=1e-8)
    assert error == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_an_epoch_leaves_the_old_model_alone(reference: Reference) -> None:
    model, rows = draw(8, 5)
    before = {name: value.copy() for name, value in model.items()}

    reference("rating-sgd-epoch")(*model.values(), *rows, 0.1, 0.1)

    for name, value in model.items():
        np.testing.assert_array_equal(value, before[name])


def test_the_prediction_for_nobody_and_nothing_is_the_mean(reference: Reference) -> None:
    model, _ = draw(1, 1)

    ratings = reference("rating-prediction")(
        *model.values(), np.array([-1, 2, -1, 0]), np.array([-1, -1, 3, 1])
    )

    mu, bu, bi, P, Q = model.values()
    expected = [
        mu,
        mu + bu[2],
        mu + bi[3],
        mu + bu[0] + bi[1] + P[0, 0] * Q[1, 0] + P[0, 1] * Q[1, 1],
    ]
    np.testing.assert_allclose(ratings, expected)
