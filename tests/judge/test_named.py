"""Mistakes as candidates make them, in code that a cell runs: what each submission is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from judge import Published, Verdict, judge, publish
from judge.runner import CellPool
from judge.spec import parse_problem

RIDGE = """
kind: problem
id: ridge-gradient
number: 905
title: The gradient of ridge regression
difficulty: easy
topics: [calculus]
statement: Return the gradient of the mean squared error with a penalty of lam times the squares.
function: gradient
parameters:
  - {name: X, type: "float64[n, d]", about: samples}
  - {name: W, type: "float64[d, 1]", about: weights}
  - {name: y, type: "float64[n, 1]", about: targets}
  - {name: lam, type: float, about: how strong the penalty is}
returns: {type: "float64[d, 1]", about: the gradient}
starter: |
  def gradient(X, W, y, lam):
      pass
solution: |
  def gradient(X, W, y, lam):
      return 2 * X.T @ (X @ W - y) / len(X) + 2 * lam * W
limits: {time_s: 2, memory_mib: 128}
examples:
  - name: shown
    inputs: {X: [[1, 2, 0.5], [0, 1, 3], [2, 2, 1], [1, 0, 1]], W: [[0.3], [-0.2], [0.7]],
             y: [[1], [0], [2], [1]], lam: 0.3}
tests:
  - name: random
    count: 9
    seed: 3
    generate: |
      n, d = 5 + 2 * i, 2 + i
      X, W, y = rng.normal(size=(n, d)), rng.normal(size=(d, 1)), rng.normal(size=(n, 1))
      lam = float(rng.uniform(0.2, 0.8))
"""


@pytest.fixture(scope="module")
def ridge(pool: CellPool) -> Published:
    return publish(parse_problem(RIDGE, "ridge-gradient.yaml"), pool)


RIGHT = "g = 2 * X.T @ (X @ W - y) / len(X) + 2 * lam * W"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("return g.ravel()", "missing_axis", "(n,) in place of (n, 1)"),
        ("return g.T", "row_or_column", "row came back in place of a column"),
        ("return g + g.ravel() * 0", "broadcast", "square matrix came back instead of a vector"),
        ("return (X @ W - y) * 2", "wrong_axis", "n entries where d are due"),
        ("return g[None]", "extra_axis", "an axis of size 1 too many"),
        ("return g.sum()", "single_number", "single number came back"),
        ("return g.sum(axis=0, keepdims=True)", "reduced_axis", "size 1"),
        ("return -g", "sign", "Every value has the wrong sign."),
        ("return g * len(X)", "factor", "the mean over n is missing"),
        ("return g * 2", "factor", "Every value is twice what it should be."),
        ("return g / 2", "factor", "a factor 2 is missing"),
        ("return g * 2 / len(X)", "factor", "2/n times"),
        ("return g * np.log(2)", "factor", "ln 2 times"),
        ("return g + 1", "offset", "Every value is 1 too large."),
        ("return g - 2 * lam * W", "term", "The result lacks `2 lam * W` in every test"),
        ("return g + 2 * lam * W", "term", "The result has `2 lam * W` too much in every test"),
        ("return g - lam * W", "term", "The result lacks `lam * W` in every test"),
        ("return g[::-1]", "reversed", "reverse order"),
        ("return np.round(g, 3)", "rounded", "rounded to 3 decimals"),
        ("return g.astype(np.float16)", "float32", "half precision only: compute in float64"),
        ("return np.log(g - g)", "non_finite", "log(0)"),
        ("return g * np.nan", "non_finite", "NaN where a finite number was expected"),
        ("return g * (1 + 1e-4 * np.sin(9 * g))", "imprecise", "not within the stated tolerance"),
        ("return {'dW': g}", "type", "Expected an array"),
        ("return W", "returned_input", "`W` comes back unchanged."),
        ("return np.zeros_like(g)", "zeros", "Every value is 0."),
        ("return np.abs(g)", "absolute", "have lost their sign"),
        ("return np.cumsum(g, axis=0)", "cumulated", "added up along the way"),
    ],
)
def test_a_mistake_has_its_name(
    ridge: Published, pool: CellPool, body: str, code: str, words: str
) -> None:
    lines = ("import numpy as np", "def gradient(X, W, y, lam):", f"    {RIGHT}", f"    {body}", "")
    report = judge(ridge, "\n".join(lines), pool)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.diagnosis is not None
    assert (report.diagnosis.code, words in report.diagnosis.message) == (code, True), (
        report.diagnosis
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return np.exp(np.sin(g))", "the first at [0, 0]; largest relative error"),
        ("return g if len(X) == 4 else np.exp(np.sin(g))", "The examples are right, hidden tests"),
    ],
)
def test_values_without_a_pattern_are_told_by_where_they_differ(
    ridge: Published, pool: CellPool, body: str, words: str
) -> None:
    plain = replace(ridge, slips=(), slip_tests=())
    lines = ("import numpy as np", "def gradient(X, W, y, lam):", f"    {RIGHT}", f"    {body}", "")
    report = judge(plain, "\n".join(lines), pool)
    assert report.diagnosis is not None
    assert report.diagnosis.code == "value"
    assert words in report.diagnosis.message, report.diagnosis.message
