"""Right but for one usual step of the field: each is named, and only where it is so."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from judge.compare import compare
from judge.diagnosis import Diagnosis, Judged, diagnose
from judge.diagnosis.given import Given
from judge.spec import Compare

TOLERANCE = Compare(rtol=1e-6, atol=1e-9)
Inputs = dict[str, Any]


def softmax(z: Any, axis: int = 1) -> Any:
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def updated(x: Inputs, rate: float = 0.3) -> Any:
    return x["W"] - rate * x["G"]


def looked_up(x: Inputs) -> Any:
    """The gradient of a table of rows of which some are used more than once."""
    gradient = np.zeros((8, 3))
    np.add.at(gradient, x["rows"], x["Z"])
    return gradient


def overwritten(x: Inputs) -> Any:
    gradient = np.zeros((8, 3))
    gradient[x["rows"]] += x["Z"]
    return gradient


def said(right: Callable[[Inputs], Any], wrong: Callable[[Inputs, Any], Any]) -> Diagnosis | None:
    """What is said of a wrong value in a few tests."""
    tests = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        n = 4 + seed
        inputs: Inputs = {
            "W": rng.normal(size=(n, 3)), "G": rng.normal(size=(n, 3)), "lr": 0.1 * (seed + 1),
            "Z": rng.normal(size=(6, 3)), "S": rng.normal(size=(n, n)),
            "weights": [rng.normal(size=(2, 3)), rng.normal(size=2)],
            "rows": np.array([1, seed % 3 + 2, 1, 5, 7, 7]), "angles": rng.uniform(-3, 3, 20),
        }  # fmt: skip
        value = right(inputs)
        actual = wrong(inputs, value)
        difference = compare(value, actual, TOLERANCE)
        tests.append(Judged(Given(value, TOLERANCE, {"n": n}, inputs), actual, difference))
    return diagnose(tests)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "words"),
    [
        (updated, lambda x, v: x["W"] + 0.3 * x["G"], "step", "from `W` goes the wrong way."),
        (updated, lambda x, v: x["W"] - 0.6 * x["G"], "step", "from `W` is 2 times"),
        (updated, lambda x, v: x["W"] - 0.3 / len(v) * x["G"], "step", "is 1/n times"),
        (updated, lambda x, v: x["W"] - 0.3 * x["lr"] * x["G"], "step", "is lr times"),
        (updated, lambda x, v: x["W"] - 0.3 * v.std() * x["G"], "step_size", "wrong length"),
        (
            lambda x: tuple(w - 0.1 * np.sin(w + 1) for w in x["weights"]),
            lambda x, v: tuple(w + 0.1 * np.sin(w + 1) for w in x["weights"]),
            "step", "from the inputs goes the wrong way",
        ),
        (lambda x: softmax(x["W"]), lambda x, v: softmax(x["W"], 0), "normalised_over_wrong_axis",
         "Each column adds up to 1, where each row should"),
        (lambda x: softmax(x["W"]), lambda x, v: np.exp(x["W"]), "not_normalised",
         "Each row is right but for a factor: it is not divided by its sum"),
        (lambda x: x["G"] / np.linalg.norm(x["G"]), lambda x, v: 3.3 * x["G"], "not_normalised",
         "not divided by their length"),
        (lambda x: np.exp(x["G"]) / np.exp(x["G"]).sum(), lambda x, v: np.exp(x["G"]),
         "not_normalised", "not divided by their sum"),
        (lambda x: x["G"] ** 2 - (x["G"] ** 2).mean(axis=0), lambda x, v: x["G"] ** 2,
         "not_centred", "The mean of each column is not subtracted"),
        (lambda x: np.exp(x["angles"]) - np.exp(x["angles"]).mean(),
         lambda x, v: np.exp(x["angles"]), "not_centred", "The mean is not subtracted"),
        (lambda x: x["S"] + x["S"].T, lambda x, v: 2 * x["S"], "not_symmetric", "symmetric"),
        (lambda x: (2 * x["angles"] + np.pi) % (2 * np.pi) - np.pi, lambda x, v: 2 * x["angles"],
         "turned", "whole turns"),
        (lambda x: np.cumsum(x["G"] ** 3, axis=0), lambda x, v: x["G"] ** 3, "not_added_up",
         "not added up"),
        (looked_up, lambda x, v: overwritten(x), "overwritten", "`rows` names more than once"),
        (lambda x: x["S"] ** 3, lambda x, v: v * np.eye(len(v)), "zero_entries",
         "off the diagonal are wrong (they are 0)"),
        (lambda x: x["S"] ** 3, lambda x, v: v * (1 - 2 * np.eye(len(v))), "sign_of_entries",
         "the diagonal is wrong (they have the wrong sign)"),
        (lambda x: {"a": np.sin(x["G"]), "b": np.cos(x["G"]), "c": np.exp(x["G"]), "d": 1.0},
         lambda x, v: {"a": v["b"], "b": v["c"], "c": v["a"], "d": 1.0}, "swapped",
         "each in another's place"),
        (lambda x: [(np.sin(x["G"]), np.cos(x["G"])), (np.exp(x["G"]), x["G"] ** 3)],
         lambda x, v: [v[0][::-1], v[1][::-1]], "swapped",
         "`result[0][0]` and `result[0][1]`, `result[1][0]` and `result[1][1]` are swapped"),
    ],
)  # fmt: skip
def test_one_step_that_is_wrong_or_missing_is_named(
    right: Callable[[Inputs], Any], wrong: Callable[[Inputs, Any], Any], code: str, words: str
) -> None:
    found = said(right, wrong)
    assert found is not None
    assert (found.code, words in found.message) == (code, True), found


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (updated, lambda x, v: x["W"] - 0.3 * np.sin(x["G"])),
        (lambda x: softmax(x["W"]), lambda x, v: softmax(np.sin(x["W"]))),
        (lambda x: softmax(x["W"]), lambda x, v: np.exp(np.sin(x["W"]))),
        (lambda x: x["S"] + x["S"].T, lambda x, v: 2 * x["S"] ** 2),
        (lambda x: x["angles"] ** 2, lambda x, v: v + 3.0 * np.sign(x["angles"]) + v**2),
        (lambda x: x["G"] ** 2 - (x["G"] ** 2).mean(), lambda x, v: x["G"] ** 3),
    ],
)
def test_other_mistakes_are_not_put_down_to_it(
    right: Callable[[Inputs], Any], wrong: Callable[[Inputs, Any], Any]
) -> None:
    assert said(right, wrong) is None
