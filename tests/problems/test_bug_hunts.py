"""Bug hunts: the starter has one bug, and the method that the hints teach finds it.

Each case states the loss once more and data that show the bug. There the solution agrees with the
differences of that loss, and the starter does not.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from .conftest import read_problems
from .differences import Array, difference_gradient

HUNTS = {
    name: problem for name, problem in read_problems().items() if "bug-hunt" in problem["tags"]
}
RNG = np.random.default_rng(400)

each_hunt = pytest.mark.parametrize("hunt", HUNTS.values(), ids=HUNTS.keys())


def defined(hunt: dict[str, Any], field: str) -> Callable[..., Any]:
    """The function that the hunt's starter or solution defines."""
    names: dict[str, Any] = {}
    exec(hunt[field], names)
    function: Callable[..., Any] = names[hunt["function"]]
    return function


def flat(result: Any) -> Array:
    """All numbers of a result, end to end."""
    parts = result if isinstance(result, tuple) else (result,)
    return np.concatenate([np.ravel(part) for part in parts])


@dataclass(frozen=True)
class Case:
    """A hunt's arguments, the loss of the named ones, and what their gradients look like."""

    arguments: dict[str, Any]
    loss: Callable[..., float]
    by: tuple[str, ...]
    with_loss: bool = False
    """The function returns the loss before its gradients."""

    def expected(self) -> Array:
        parts = [np.array([self.loss(**self.arguments)])] if self.with_loss else []
        for name in self.by:

            def moved(value: Array, name: str = name) -> float:
                return self.loss(**(self.arguments | {name: value}))

            at = np.array(self.arguments[name], dtype=float)
            parts.append(np.ravel(difference_gradient(moved, at)))
        return np.concatenate(parts)


def line(a: float, c: float, x: Array, y: Array) -> float:
    return sum(float(a * u + c - v) ** 2 for u, v in zip(x, y[:, 0], strict=True)) / len(x)


def noise(w: Array, s: Array, X: Array, y: Array) -> float:
    return float(np.mean((X @ w - y) ** 2) / np.exp(s) / 2 + s / 2)


def margins(w: Array, X: Array, y: Array, penalty: float) -> float:
    return float(np.mean(np.log1p(np.exp(-y * (X @ w)))) + penalty / 2 * np.sum(w**2))


def confident(w: Array, X: Array, y: Array) -> float:
    return float(np.mean(np.logaddexp(0, X @ w) - y * (X @ w)))


def swish(w: Array, X: Array, y: Array) -> float:
    z = X @ w
    return float(np.mean((z / (1 + np.exp(-z)) - y) ** 2) / 2)


def cross_entropy(W: Array, X: Array, Y: Array, tau: float = 1.0) -> float:
    losses = []
    for x, y in zip(X, Y, strict=True):
        z = x @ W / tau
        losses.append(np.log(np.exp(z).sum()) - y @ z)
    return float(np.mean(losses))


def soft_targets(W: Array, X: Array, Q: Array, tau: float) -> float:
    return cross_entropy(W, X, Q, tau)


def recurrent(X: Array, y: Array, W: Array, U: Array) -> float:
    h = np.zeros(len(y))
    for x in X:
        h = np.tanh(W.T @ x + U.T @ h)
    return float(np.sum((h - y) ** 2) / 2)


def smooth_maximum(x: Array, beta: float) -> float:
    return float(np.logaddexp.reduce(beta * x) / beta)


def word_vectors(E: Array, ids: Array, y: Array) -> float:
    mean = sum(E[i] for i in ids) / len(ids)
    return float(np.sum((mean - y) ** 2) / 2)


def cosine(u: Array, v: Array) -> float:
    return float(1 - u @ v / np.linalg.norm(u) / np.linalg.norm(v))


def trust(q: Array, F: Array, losses: Array) -> float:
    return float(np.average(losses, weights=1 / (1 + np.exp(-F @ q))))


X = RNG.normal(size=(5, 3))
y = RNG.normal(size=5)
w = RNG.normal(size=3)
labels = np.array([1.0, -1.0, 1.0, 1.0, -1.0])
soft = RNG.dirichlet(np.ones(4), size=5)

CASES = {
    "hunt-line-fit": Case(
        {"a": 0.7, "c": -0.2, "x": X[:, 0], "y": y[:, None]}, line, ("a", "c"), with_loss=True
    ),
    "hunt-learned-noise": Case({"w": w, "s": 0.4, "X": X, "y": y}, noise, ("w", "s")),
    "hunt-penalised-margins": Case({"w": w, "X": X, "y": labels, "penalty": 0.8}, margins, ("w",)),
    "hunt-confident-model": Case(
        {"w": 60 * w, "X": X, "y": np.array([0.0, 1.0, 1.0, 0.0, 1.0])}, confident, ("w",)
    ),
    "hunt-swish-layer": Case({"w": w, "X": X, "y": y}, swish, ("w",), with_loss=True),
    "hunt-batch-classifier": Case(
        {"W": RNG.normal(size=(3, 4)), "X": X, "Y": np.eye(4)[[0, 2, 1, 2, 3]]},
        lambda W, X, Y: cross_entropy(W, X, Y),
        ("W",),
    ),
    "hunt-recurrent-net": Case(
        {
            "X": X,
            "y": RNG.normal(size=2),
            "W": RNG.normal(size=(3, 2)),
            "U": RNG.normal(size=(2, 2)),
        },
        recurrent,
        ("W", "U"),
    ),
    "hunt-soft-targets": Case(
        {"W": RNG.normal(size=(3, 4)), "X": X, "Q": soft, "tau": 2.5}, soft_targets, ("W",)
    ),
    "hunt-smooth-maximum": Case(
        {"x": np.array([-401.0, -400.5, -400.25]), "beta": 2.0},
        smooth_maximum,
        ("x",),
        with_loss=True,
    ),
    "hunt-word-vectors": Case(
        {"E": RNG.normal(size=(4, 2)), "ids": np.array([3, 1, 3, 3, 0]), "y": RNG.normal(size=2)},
        word_vectors,
        ("E",),
    ),
    "hunt-cosine-similarity": Case({"u": 3 * w, "v": X[0]}, cosine, ("u",), with_loss=True),
    "hunt-weighted-samples": Case({"q": w, "F": X, "losses": y**2 + 1}, trust, ("q",)),
}
# Their results are no gradients of one loss: trained weights, and a tool that takes gradients.
OTHERS = {"hunt-two-steps", "hunt-whole-numbers"}


def test_every_hunt_is_proved_here() -> None:
    assert HUNTS.keys() == CASES.keys() | OTHERS


@pytest.mark.parametrize("name", CASES)
def test_the_solution_agrees_with_the_differences_of_the_loss(name: str) -> None:
    result = defined(HUNTS[name], "solution")(**CASES[name].arguments)

    np.testing.assert_allclose(flat(result), CASES[name].expected(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_differences_of_the_loss_find_the_starters_bug(name: str) -> None:
    result = defined(HUNTS[name], "starter")(**CASES[name].arguments)

    assert not np.allclose(flat(result), CASES[name].expected(), rtol=1e-2, atol=1e-4)


def test_the_second_training_step_is_the_gradient_where_it_begins() -> None:
    W1, W2 = RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))
    Y = RNG.normal(size=(5, 2))

    def loss(a: Array, b: Array) -> float:
        return float(np.sum((np.tanh(X @ a) @ b - Y) ** 2) / 5)

    def second_step(field: str) -> tuple[Array, Array]:
        train = defined(HUNTS["hunt-two-steps"], field)
        (a, b), (c, _d) = train(X, Y, W1, W2, 0.1, 1), train(X, Y, W1, W2, 0.1, 2)
        slope = difference_gradient(lambda u: loss(u, b), a)
        np.testing.assert_allclose(a, W1 - 0.1 * difference_gradient(lambda u: loss(u, W2), W1))
        return (a - c) / 0.1, slope

    np.testing.assert_allclose(*second_step("solution"), atol=1e-8)
    step, slope = second_step("starter")
    assert np.abs(step - slope).max() > 0.01


def test_the_mended_checker_takes_whole_numbers_for_the_floats_that_they_are() -> None:
    hunt = HUNTS["hunt-whole-numbers"]

    def f(x: Array) -> float:
        return float(x[0] ** 2 + 3 * x[1])

    whole = np.array([3, -2])
    np.testing.assert_allclose(defined(hunt, "solution")(f, whole, 1e-5), [6, 3], rtol=1e-6)
    # What the statement tells of the bug.
    assert np.abs(defined(hunt, "starter")(f, whole, 1e-5)).min() > 1e5


# What the editorials say of where each bug shows, and where it hides.


@pytest.mark.parametrize(
    ("length", "symmetric", "differs"),
    [
        (1, False, (False, False)),
        (2, False, (True, False)),
        (3, False, (True, True)),
        (3, True, (False, False)),
    ],
)
def test_a_missing_transpose_hides_in_short_sequences_and_symmetric_weights(
    length: int, symmetric: bool, differs: tuple[bool, bool]
) -> None:
    U = RNG.normal(size=(3, 3))
    case = (RNG.normal(size=(length, 2)), RNG.normal(size=3), RNG.normal(size=(2, 3)))
    found, right = (
        defined(HUNTS["hunt-recurrent-net"], field)(*case, U + U.T if symmetric else U)
        for field in ("starter", "solution")
    )

    wrong = tuple(not np.allclose(a, b) for a, b in zip(found, right, strict=True))
    assert wrong == differs


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_a_logit_above_37_makes_nan_whatever_the_label(label: float) -> None:
    gradient = defined(HUNTS["hunt-confident-model"], "starter")

    for logit, finite in ((36.0, True), (38.0, False), (-38.0, True), (-700.0, True)):
        found = gradient(np.array([logit]), np.ones((1, 1)), np.array([label]))
        assert np.isfinite(found).all() == finite


def test_a_slope_from_the_overwritten_array_is_off_by_a_fifth_at_most() -> None:
    w, y = np.ones(1), np.zeros(1)

    def slope(field: str, z: float) -> float:
        loss, gradient = defined(HUNTS["hunt-swish-layer"], field)(w, np.array([[z]]), y)
        return float(gradient[0] / (np.sqrt(2 * loss) * abs(z)))

    off = [abs(slope("starter", z) - slope("solution", z)) for z in np.linspace(-8, 8, 400)]
    assert max(off) == pytest.approx(0.19, abs=0.005)
    assert off[-1] < 0.01


def test_a_high_temperature_weakens_the_gradient_by_its_square() -> None:
    gradient, wrong = (
        defined(HUNTS["hunt-soft-targets"], field) for field in ("solution", "starter")
    )
    W, X, scores = RNG.normal(size=(3, 4)), RNG.normal(size=(5, 3)), RNG.normal(size=(5, 4))

    def size(tau: float) -> float:
        E = np.exp(scores / tau)
        return float(np.abs(gradient(W, X, E / E.sum(axis=1, keepdims=True), tau)).max())

    assert size(400.0) / size(800.0) == pytest.approx(4, rel=0.01)
    Q = np.full((5, 4), 0.25)
    np.testing.assert_allclose(wrong(W, X, Q, 3.0), 3 * gradient(W, X, Q, 3.0))


@each_hunt
def test_the_bug_is_one_place_of_a_few_lines(hunt: dict[str, Any]) -> None:
    before, after = hunt["starter"].splitlines(), hunt["solution"].splitlines()
    blocks = [
        block
        for block in difflib.SequenceMatcher(a=before, b=after).get_opcodes()
        if block[0] != "equal"
    ]

    assert sum(end - start for _, start, end, _, _ in blocks) <= 2
    assert sum(end - start for _, _, _, start, end in blocks) <= 3


@each_hunt
def test_the_starter_as_it_was_found_is_answered_by_name(hunt: dict[str, Any]) -> None:
    found = {wrong["name"]: wrong for wrong in hunt["wrong"]}["as it was found"]

    assert found["code"].split() == hunt["starter"].split()
    assert "still in" in found["message"]


@each_hunt
def test_nothing_shown_before_the_editorial_names_the_mended_line(hunt: dict[str, Any]) -> None:
    before, after = hunt["starter"].splitlines(), hunt["solution"].splitlines()
    mended = [line.strip() for line in after if line not in before]
    shown = "\n".join([hunt["statement"], *hunt["hints"], *(w["message"] for w in hunt["wrong"])])

    assert mended
    assert not [line for line in mended if line in shown]
