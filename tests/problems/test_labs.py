"""Labs: what each promises to who works through it, and that its figures show what is computed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from .conftest import read_documents, read_problems

LABS = read_documents("lab")
PROBLEMS = read_problems()

Array = NDArray[np.float64]
Reference = Callable[[str], Callable[..., Any]]

each_lab = pytest.mark.parametrize("lab", LABS.values(), ids=LABS.keys())


def items(lab: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [item for section in lab["sections"] for item in section["items"] if kind in item]


@each_lab
def test_a_lab_says_where_it_leads_and_what_to_watch(lab: dict[str, Any]) -> None:
    assert lab["goal"]
    assert lab["key_idea"]
    assert len(lab["outcomes"]) >= 3
    assert len(lab["gotchas"]) >= 3
    assert lab["minutes"]


@each_lab
def test_prompts_come_with_model_answers_and_marks(lab: dict[str, Any]) -> None:
    prompts = items(lab, "explain")

    assert len(prompts) >= 3
    for prompt in prompts:
        assert len(prompt["answer"].split()) >= 20
        assert len(prompt["rubric"]) >= 2


@each_lab
def test_interview_questions_come_with_full_answers(lab: dict[str, Any]) -> None:
    assert len(lab["interview"]) >= 2
    for entry in lab["interview"]:
        assert len(entry["answer"].split()) >= 20


@each_lab
def test_the_tasks_of_a_lab_stand_in_an_order_that_their_prerequisites_allow(
    lab: dict[str, Any],
) -> None:
    tasks = [item["task"] for item in items(lab, "task")]

    for position, task in enumerate(tasks):
        for needed in PROBLEMS[task].get("prerequisites", []) + PROBLEMS[task].get("uses", []):
            assert needed not in tasks or tasks.index(needed) < position


@each_lab
def test_a_lab_takes_longer_than_its_tasks(lab: dict[str, Any]) -> None:
    tasks = sum(PROBLEMS[item["task"]]["minutes"] for item in items(lab, "task"))

    # Text, code and prompts are read besides.
    assert lab["minutes"] >= tasks + 5


def test_the_first_lab_has_its_five_tasks_in_four_sections() -> None:
    lab = LABS["calculus-and-gradients"]

    assert (lab["number"], lab["label"]) == (5, "W2 D2")
    assert len(lab["sections"]) == 4
    assert [item["task"] for item in items(lab, "task")] == [
        "numerical-gradient",
        "mse-gradient",
        "stable-bce-loss",
        "bce-gradient",
        "numerical-hessian",
    ]
    assert PROBLEMS["numerical-hessian"]["uses"] == ["numerical-gradient"]


@pytest.mark.parametrize("folder", ["applications", "calculus-guide", "calculus-lab"])
def test_every_problem_of_a_subject_belongs_to_one_lab(folder: str) -> None:
    tasks = [item["task"] for lab in LABS.values() for item in items(lab, "task")]
    wanted = read_documents("problem", folder)

    assert {task: tasks.count(task) for task in wanted} == dict.fromkeys(wanted, 1)


def drawn(lab: str, figure: str) -> list[tuple[Array, Array]]:
    """The series of a plot, each as its x and y."""
    (found,) = (each for each in LABS[lab]["figures"] if each["name"] == figure)
    columns = [np.array(series["points"], dtype=float).T for series in found["plot"]["series"]]
    return [(x, y) for x, y in columns]


def test_figure_of_difference_errors() -> None:
    def f(x: Array) -> Array:
        return np.asarray(np.exp(np.sin(x)))

    forward, central = drawn("calculus-and-gradients", "error-by-step")
    exact = np.cos(1.0) * f(np.array(1.0))
    h = forward[0][:5]  # beyond these steps rounding rules

    slope = (f(1 + h) - f(np.array(1.0))) / h
    np.testing.assert_allclose(forward[1][:5], abs(slope - exact), rtol=1e-2)
    slope = (f(1 + h) - f(1 - h)) / (2 * h)
    np.testing.assert_allclose(central[1][:4], abs(slope - exact)[:4], rtol=1e-2)
    assert forward[1].argmin() > central[1].argmin()


def test_figure_of_gradient_sizes(reference: Reference) -> None:
    rng = np.random.default_rng(0)
    raw, scaled = drawn("attention-layer", "gradient-by-width")

    for place in (0, 4, 9):
        d = int(raw[0][place])
        figures = reference("attention-scaling")(
            rng.normal(size=(500, d)), rng.normal(size=(64, d))
        )
        assert raw[1][place] == pytest.approx(figures["gradient_raw"], rel=0.25)
        assert scaled[1][place] == pytest.approx(figures["gradient_scaled"], rel=0.25)


def test_figure_of_variances(reference: Reference) -> None:
    ((baselines, variances),) = drawn("policy-gradients", "variance")
    theta, rewards = np.array([1.0, 0.0, -1.0]), np.array([10.0, 11.0, 9.5])
    report = reference("policy-gradient-baseline")

    expected = [report(theta, rewards, float(b))[1] for b in baselines]
    np.testing.assert_allclose(variances, expected, rtol=1e-2)


def test_figure_of_the_clipped_objective(reference: Reference) -> None:
    for advantage, (ratios, terms) in zip(
        (1.0, -1.0), drawn("policy-gradients", "clip"), strict=True
    ):
        for ratio, term in zip(ratios, terms, strict=True):
            value, _ = reference("ppo-clipped-objective")(
                np.log([ratio]), np.zeros(1), np.array([advantage]), 0.2
            )
            assert term == pytest.approx(value, rel=1e-2)


def test_figure_of_distances(reference: Reference) -> None:
    paths = reference("minimax-dynamics")(np.eye(1), np.array([3.0]), np.array([4.0]), 0.3, 40)

    for path, (steps, distances) in zip(paths, drawn("generative-models", "distance"), strict=True):
        np.testing.assert_allclose(distances, path[steps.astype(int)], rtol=1e-2)


def test_figure_of_signal_to_noise_ratios(reference: Reference) -> None:
    ((steps, ratios),) = drawn("generative-models", "snr")
    rows = np.zeros((len(steps), 1))

    _, expected = reference("forward-noising")(
        rows, rows, steps.astype(int), np.linspace(1e-4, 0.02, 1000)
    )

    np.testing.assert_allclose(ratios, expected, rtol=1e-2)


def test_figure_of_uncertainties(reference: Reference) -> None:
    landmarks = np.array([[20.0, 8.0], [-5.0, 25.0]])
    predict, update = reference("ekf-predict"), reference("ekf-update")
    for count, (_, spreads) in zip((1, 2), drawn("sensor-fusion", "spread"), strict=True):
        state, P = np.array([0.0, 0.0, 0.0, 5.0]), np.diag([0.1, 0.1, 0.01, 0.1])
        N, R = np.diag([0.01, 0.01, 0.001, 0.02]), np.diag([0.04, 0.001])
        for t, spread in enumerate(spreads):
            state, P = predict(state, P, np.array([0.0, 0.1]), 0.2, N)
            for landmark in landmarks[:count] if t >= 20 else []:
                offset = landmark - state[:2]
                bearing = np.arctan2(offset[1], offset[0]) - state[2]
                z = np.array([np.hypot(*offset), bearing])
                state, P = update(state, P, z, landmark, R)
            assert spread == pytest.approx(np.sqrt(P[0, 0] + P[1, 1]), rel=1e-2)


def test_figure_of_passes(reference: Reference) -> None:
    """The made-up ratings of the figure, trained both ways."""
    rng = np.random.default_rng(0)
    n_users, n_items, k, m = 60, 40, 3, 700
    P, Q = rng.normal(size=(n_users, k)) * 0.6, rng.normal(size=(n_items, k)) * 0.6
    bu, bi = rng.normal(size=n_users) * 0.4, rng.normal(size=n_items) * 0.4
    cells = rng.choice(n_users * n_items, m, replace=False)
    users, rated = cells // n_items, cells % n_items
    ratings = 3.5 + bu[users] + bi[rated] + np.sum(P[users] * Q[rated], axis=1)
    ratings = ratings + rng.normal(size=m) * 0.2
    mu = float(ratings.mean())

    def error(bu: Array, bi: Array, P: Array, Q: Array) -> float:
        predicted = mu + bu[users] + bi[rated] + np.sum(P[users] * Q[rated], axis=1)
        return float(np.sqrt(np.mean((ratings - predicted) ** 2)))

    start = (
        np.zeros(n_users),
        np.zeros(n_items),
        np.random.default_rng(1).normal(size=(n_users, k)) * 0.1,
        np.random.default_rng(2).normal(size=(n_items, k)) * 0.1,
    )
    one, full = start, start
    steps, gradients = reference("rating-sgd-epoch"), reference("rating-loss-gradients")
    errors: list[list[float]] = [[error(*start)], [error(*start)]]
    for epoch in range(30):
        order = np.random.default_rng(epoch).permutation(m)
        *moved, _ = steps(mu, *one, users[order], rated[order], ratings[order], 0.1, 0.02)
        one = tuple(moved)
        slopes = gradients(mu, *full, users, rated, ratings, 0.02)
        full = tuple(
            value - 10 * slopes[name]
            for value, name in zip(full, ("bu", "bi", "P", "Q"), strict=True)
        )
        errors[0].append(error(*one))
        errors[1].append(error(*full))

    for found, (passes, shown) in zip(errors, drawn("recommender-system", "passes"), strict=True):
        np.testing.assert_allclose(shown, np.array(found)[passes.astype(int)], rtol=1e-2)
