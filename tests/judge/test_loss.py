"""A problem's stated loss: the reference's gradients have to be its gradients."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from judge import Published, PublishError, judge, publish
from judge.runner import CellPool
from judge.spec import parse_problem

GRADIENTS = """
kind: problem
id: mse-gradients
number: 903
title: Gradients of the mean squared error
difficulty: easy
topics: [calculus]
statement: Return the loss and its gradients by w and b.
function: gradients
parameters:
  - {name: w, type: "float64[d]", about: weights}
  - {name: b, type: float, about: bias}
  - {name: X, type: "float64[n, d]", about: samples}
  - {name: y, type: "float64[n]", about: targets}
returns: {type: "dict[str, any]", about: "loss, dw and db"}
setup: |
  import numpy as np
  def predict(w, b, X):
      return X @ w + b
loss: |
  np.mean((predict(w, b, X) - y) ** 2)
gradient_of: {dw: w, db: b}
starter: |
  def gradients(w, b, X, y):
      pass
solution: |
  def gradients(w, b, X, y):
      r = predict(w, b, X) - y
      n = len(y)
      return {"loss": (r @ r) / n, "dw": 2 * X.T @ r / n, "db": 2 * r.sum() / n}
limits: {time_s: 0.5, memory_mib: 64}
examples:
  - {name: shown, inputs: {w: [1, 2], b: 0.5, X: [[1, 0], [3, 1], [2, 2]], y: [1, 2, 4]}}
tests:
  - name: hidden
    generate: |
      w, b, X, y = rng.normal(size=2), 0.0, rng.normal(size=(4, 2)), rng.normal(size=4)
  - {name: no loss is told here, inputs: {w: [1], b: 1, X: [[1]], y: [1]}, call: "w + b"}
"""


def published(pool: CellPool, text: str = GRADIENTS) -> Published:
    return publish(parse_problem(text, "mse-gradients.yaml"), pool)


def change(old: str, new: str) -> str:
    assert GRADIENTS.count(old) == 1
    return GRADIENTS.replace(old, new)


@pytest.mark.parametrize(
    "loss",
    [
        "np.mean((predict(w, b, X) - y) ** 2)",
        "def loss(y, w, b, X):\n      return np.mean((predict(w, b, X) - y) ** 2).reshape(1, 1)",
    ],
)
def test_shown_tests_keep_the_numeric_gradients(pool: CellPool, loss: str) -> None:
    text = change("np.mean((predict(w, b, X) - y) ** 2)", loss)
    problem = Published.from_bytes(published(pool, text).to_bytes())
    shown, hidden, other = problem.cases
    assert set(shown.gradients) == {"w", "b"}
    np.testing.assert_allclose(shown.gradients["w"], shown.expected["dw"], rtol=1e-8)
    np.testing.assert_allclose(shown.gradients["b"], shown.expected["db"], rtol=1e-8)
    assert hidden.gradients == other.gradients == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2 * X.T @ r / n", "X.T @ r / n", "gradient with respect to w is another"),
        ("2 * r.sum() / n}", "np.zeros(2)}", "shape (2,) and not ()"),
        ('"dw": 2', '"dv": 2', "there is no result['dw'] of numbers"),
        ("np.mean((predict", "np.square((predict", "the loss is no number but has shape (3,)"),
        ("np.mean((predict", "np.mean((predicted", "NameError"),
        ("np.mean((predict(w, b, X) - y) ** 2)", "def loss(w):\n      while True: pass",
         "does not end: time limit"),
        ("np.mean((predict(w, b, X) - y) ** 2)", "1 / 0\n  def loss(w): return 0.0",
         "does not load: ZeroDivisionError"),
    ],
)  # fmt: skip
def test_a_loss_that_does_not_agree_is_refused(
    pool: CellPool, old: str, new: str, message: str
) -> None:
    text = change(old, new)
    with pytest.raises(PublishError) as caught:
        published(pool, text)
    issue = caught.value.issues[0]
    assert (issue.field, message in issue.message) == ("loss", True), issue
    assert text.splitlines()[issue.line - 1] == "loss: |"


def test_who_returns_the_loss_in_place_of_its_gradients_is_told(pool: CellPool) -> None:
    problem = Published.from_bytes(published(pool).to_bytes())
    losses = [case.loss for case in problem.cases]
    assert losses[:2] == [pytest.approx(case.expected["loss"]) for case in problem.cases[:2]]
    assert losses[2] is None
    plain = replace(problem, cases=problem.cases[:2], slips=(), slip_tests=())
    for factor, code in (("", "returned_loss"), ("2 *", "type")):
        body = f"    return {factor} np.mean((predict(w, b, X) - y) ** 2)\n"
        report = judge(plain, f"def gradients(w, b, X, y):\n{body}", pool)
        assert report.diagnosis is not None
        assert report.diagnosis.code == code, report.diagnosis
