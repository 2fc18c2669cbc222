"""Causes by the whole road: wrong programs for a problem of the library, judged in a cell."""

from dataclasses import replace

import pytest

from judge import Published, Verdict, judge, publish
from judge.runner import CellPool
from judge.spec import Library

RIGHT = "2.0 / n * (X.T @ (X @ w - y))"


@pytest.fixture(scope="module")
def gradient(library: Library, pool: CellPool) -> Published:
    published = publish(library.sources["mse-gradient"], pool)
    return replace(published, mistakes=())  # the causes speak, not the author


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (f"return -({RIGHT})", "sign", "wrong sign"),
        (f"return {RIGHT} * n", "factor", "the mean over n is missing"),
        (f"return {RIGHT} / n", "factor", "divided by n once too often"),
        (f"return {RIGHT} / 2", "factor", "half of what it should be"),
        (f"return 2 * {RIGHT}", "factor", "twice"),
        (f"return {RIGHT} * n / 2", "factor", "n/2"),
        (f"return {RIGHT} * np.log(2)", "factor", "ln 2"),
        (f"return ({RIGHT})[:, None]", "extra_axis", "an axis of size 1 too many"),
        (f"return ({RIGHT}).sum()", "single_number", "A single number"),
        ("return 2.0 / n * X * (X @ w - y)[:, None]", "not_reduced", "sum over axis 0"),
        (f"return {RIGHT} + 1", "offset", "1 too large"),
        (f"return {RIGHT} + w", "term", "has `w` too much"),
        (f"return {RIGHT} - w", "term", "lacks `w`"),
        (f"return ({RIGHT})[::-1]", "reversed", "reverse order"),
        (f"return np.round({RIGHT}, 3)", "rounded", "3 decimals"),
        (f"return ({RIGHT}).astype(np.float16)", "float32", "float64"),
        (f"return {RIGHT} * np.inf", "non_finite", "expected"),
        ("return np.zeros_like(w)", "zeros", "Every value is 0"),
        ("return w", "returned_input", "`w` comes back"),
        ("return np.mean((X @ w - y) ** 2)", "returned_loss", "The loss comes back"),
        (f"return np.abs({RIGHT})", "absolute", "lost their sign"),
        ("return None", "none", "return"),
        (f"w += 1.7; return np.cos({RIGHT})", "changed_input", "`w` in place"),
        (f"memo.append(n); return {RIGHT} * len(memo)", "depends_on_calls", "from call to call"),
    ],
)
def test_a_wrong_program_is_told_its_mistake(
    gradient: Published, pool: CellPool, body: str, code: str, words: str
) -> None:
    program = (
        "import numpy as np\nmemo = []\n"
        f"def mse_grad(w, X, y):\n    n = len(y)\n    w = w{'' if 'w +=' in body else '.copy()'}\n"
        f"    {body}\n"
    )
    report = judge(gradient, program, pool)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.diagnosis is not None
    assert (report.diagnosis.code, words in report.diagnosis.message) == (code, True), (
        report.diagnosis
    )
