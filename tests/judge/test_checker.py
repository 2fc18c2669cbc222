"""A problem's own checker: it decides, in a cell of its own, and nothing forges its verdict."""

from __future__ import annotations

import logging

import pytest

from judge import Published, PublishError, Report, Verdict, judge, publish, run
from judge.runner import CellPool
from judge.spec import parse_problem

ROOT = """
kind: problem
id: square-root
number: 902
title: A square root
difficulty: easy
topics: [algebra]
statement: Return some r of the size of x with r * r = x.
function: root
parameters:
  - {name: x, type: "float64[n]", about: squares}
  - {name: f, type: callable, about: what the checker may call}
returns: {type: "float64[n]", about: roots}
compare: {mode: checker, atol: 1.0e-6}
checker: |
  import numpy as np

  def check(inputs, expected, actual):
      if actual.shape != inputs["x"].shape:
          return "The result has another shape than x."
      if not np.all(np.isfinite(actual)):
          return False
      worst = np.max(np.abs(inputs["f"](actual) - inputs["x"]), initial=0.0)
      if worst > 1e-6:
          return f"One square is off by {worst:.6f}, it must be {inputs['x'][0]}."
      return True
starter: |
  def root(x, f):
      pass
solution: |
  import numpy as np
  def root(x, f):
      return np.sqrt(x)
rules: {imports: [numpy, math, builtins]}
limits: {time_s: 0.5, memory_mib: 64}
examples:
  - {name: shown, inputs: {x: [4, 9], f: "lambda r: r * r"}}
tests:
  - {name: hidden, inputs: {x: [77123.5], f: "lambda r: r * r"}}
  - {name: by value, inputs: {x: [16.0], f: "lambda r: r * r"}, compare: {mode: value}}
wrong:
  - name: returns x
    verdict: wrong_answer
    message: That is the square.
    code: |
      def root(x, f):
          return x
"""


@pytest.fixture(scope="module")
def root(pool: CellPool) -> Published:
    return Published.from_bytes(publish(parse_problem(ROOT, "square-root.yaml"), pool).to_bytes())


def judged(root: Published, pool: CellPool, body: str) -> Report:
    return judge(root, f"import numpy as np\ndef root(x, f):\n    {body}\n", pool)


def test_whatever_the_checker_accepts_is_right_in_the_tests_it_judges(
    root: Published, pool: CellPool
) -> None:
    report = judged(root, pool, "return -np.sqrt(x) if x[0] != 16 else np.sqrt(x)")
    assert report.verdict is Verdict.ACCEPTED
    report = judged(root, pool, "return -np.sqrt(x)")
    assert [test.verdict.value for test in report.tests] == ["accepted"] * 2 + ["wrong_answer"]
    # By value it would be a sign error; next to a checker nothing is made of that.
    assert report.diagnosis is not None
    assert report.diagnosis.code == "value"


def test_a_text_that_the_checker_makes_is_shown_for_shown_tests_alone(
    root: Published, pool: CellPool
) -> None:
    shown, hidden, _ = judged(root, pool, "return np.sqrt(x) + 0.5").tests
    assert shown.diagnosis is not None
    assert hidden.diagnosis is not None
    assert shown.diagnosis.message == "One square is off by 3.250000, it must be 4.0."
    assert hidden.diagnosis.message == "The result does not have what is asked for."
    shown, hidden, _ = judged(root, pool, "return np.array([x[0], 'a'])").tests
    assert hidden.diagnosis is not None
    assert (
        hidden.diagnosis.message == "Expected an array of shape (1,), got a value of another type."
    )


def test_a_text_that_stands_in_the_checker_is_shown_for_hidden_tests_too(pool: CellPool) -> None:
    text = ROOT.replace('{type: "float64[n]", about: roots}', '{type: "float64[m]", about: roots}')
    other = publish(parse_problem(text, "square-root.yaml"), pool)
    hidden = judged(other, pool, "return np.append(x, x)").tests[1]
    assert hidden.diagnosis is not None
    assert hidden.diagnosis.message == "The result has another shape than x."


def test_a_known_mistake_is_recognised_and_own_inputs_are_checked(
    root: Published, pool: CellPool
) -> None:
    report = judged(root, pool, "return x.copy()")
    assert report.diagnosis is not None
    assert report.diagnosis.message == "That is the square."
    own = [{"x": [25.0, 1.0], "f": "lambda r: r * r"}]
    report = run(root, "def root(x, f):\n    return -(x ** 0.5)\n", pool, inputs=own)
    assert report.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "body",
    [
        "return None",
        "return [{'a': object()}]",
        "return type('Yes', (), {'__eq__': lambda *_: True, '__bool__': lambda _: True})()",
        "return type('Str', (str,), {})('accepted')",
        "return np.array([object()] * len(x))",
        "return x.astype(object)",
        "return [10 ** 400] * len(x)",
        "return np.full(len(x), np.nan)",
        "return np.full(len(x), True)",
        "return {'k': True, 'v': True}",
        "return lambda: True",
        "return (yield True)",
        "return [[[[[[[[[[1.0]]]]]]]]]]",
        "return np.zeros((0, 2 ** 30))",
    ],
)
def test_no_value_forges_a_verdict(root: Published, pool: CellPool, body: str) -> None:
    report = judged(root, pool, body)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.passed == 0


def test_a_run_without_an_end_is_judged_as_far_as_it_came(root: Published, pool: CellPool) -> None:
    report = judged(root, pool, "return np.sqrt(x) if x[0] == 4 else max(iter(int, 1))")
    assert [test.verdict for test in report.tests] == [
        Verdict.ACCEPTED, Verdict.TIME_LIMIT_EXCEEDED, Verdict.TIME_LIMIT_EXCEEDED
    ]  # fmt: skip
    report = judge(root, "def root(x, f)\n", pool)
    assert report.verdict is Verdict.SYNTAX_ERROR
    report = judged(root, pool, "raise ValueError")
    assert report.verdict is Verdict.RUNTIME_ERROR


def test_what_a_candidate_does_to_its_process_does_not_reach_the_checker(
    root: Published, pool: CellPool
) -> None:
    code = """
import builtins
import numpy as np
np.abs = np.max = lambda *a, **k: 0.0
builtins.check = check = lambda *a: True
def root(x, f):
    global check
    check = lambda *a: True
    return x + 1
"""
    report = judge(root, code, pool)
    assert (report.verdict, report.passed) == (Verdict.WRONG_ANSWER, 0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("raise ValueError(7)", "ValueError on line 4: 7"),
        ("while True: pass", "did not end in value 1: time"),
        ("return 1", "gives int for value 1, not True, False or a text"),
        ("return None", "gives NoneType"),
        ("return actual == expected", "gives ndarray"),
        ("exit()", "SystemExit"),
        ("bytearray(1 << 40)", "memory"),
        ("return 'No.'", "refuses the solution's own result in 'shown': No."),
        ("return False", "refuses the solution's own result"),
        ("return True", "accepts a result whose numbers are all nan"),
        ("return bool(abs(int(actual.sum())) > 0)", "cannot convert float NaN"),
    ],
)  # fmt: skip
def test_a_checker_that_does_not_work_is_refused(pool: CellPool, line: str, words: str) -> None:
    head, body = ROOT.split("      if actual.shape", 1)
    text = head + f"      {line}\n      if actual.shape" + body
    with pytest.raises(PublishError) as caught:
        publish(parse_problem(text, "square-root.yaml"), pool)
    issue = caught.value.issues[0]
    assert (issue.field, words in issue.message) == ("checker", True), issue
    assert text.splitlines()[issue.line - 1] == "checker: |"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("return np.append(x, x)", "shape", "Expected shape (1,), got"),
        ("return np.sqrt(x)[:, None]", "shape", "Expected shape (1,), got (1, 1)."),
        ("return np.full(x.shape, np.nan)", "non_finite", "NaN where finite"),
        ("return x / 0.0", "non_finite", "Infinity where finite"),
        ("return None", "none", "is a `return` missing?"),
        ("return np.sqrt(x) * 1j", "dtype", "numbers of type float64, got complex128"),
        ("return {'r': 1.0}", "type", "Expected an array of shape (1,), got a dict."),
    ],
)
def test_what_no_right_result_can_be_is_named_in_hidden_tests_too(
    root: Published, pool: CellPool, body: str, code: str, words: str
) -> None:
    report = judged(root, pool, body)
    hidden = report.tests[1].diagnosis
    assert hidden is not None
    assert (hidden.code, words in hidden.message) == (code, True), hidden


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return np.sqrt(x)[:, None]", "extra_axis"),
        ("return np.sqrt(x).sum()", "single_number"),
        ("return np.full(x.shape, np.nan)", "non_finite"),
        ("return np.sqrt(x) * 1j", "dtype"),
    ],
)
def test_a_wrong_form_is_named_for_all_tests_together(
    root: Published, pool: CellPool, body: str, code: str
) -> None:
    report = judged(root, pool, body)
    assert report.diagnosis is not None
    assert report.diagnosis.code == code


STRICT = ROOT.replace("      if actual.shape", "      LINE\n      if actual.shape", 1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("assert actual[0] != 5", "it raises an exception"),
        ("if actual[0] == 5: return None", "it comes to no verdict"),
        ("[0] * 10**10 if actual[0] == 5 else 0", "it runs out of memory"),
    ],
)
def test_a_result_that_is_too_much_for_the_checker_is_wrong(
    pool: CellPool, line: str, words: str
) -> None:
    published = publish(parse_problem(STRICT.replace("LINE", line), "square-root.yaml"), pool)
    report = judged(published, pool, "return x * 0 + 5")
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.passed == 0
    assert report.diagnosis is not None
    assert report.diagnosis.code == "checker"
    assert words in report.diagnosis.message
    assert "Error" not in str(report.to_json())


def test_a_checker_that_fails_with_the_right_result_is_the_judges_fault(
    pool: CellPool, caplog: pytest.LogCaptureFixture
) -> None:
    text = STRICT.replace("LINE", "assert inputs['x'][0] != 25")
    published = publish(parse_problem(text, "square-root.yaml"), pool)
    own = [{"x": [25.0], "f": "lambda r: r * r"}]
    with caplog.at_level(logging.ERROR):
        report = run(published, "def root(x, f):\n    return x\n", pool, inputs=own)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert report.passed == 0
    assert "AssertionError on line 4" in report.fault
    assert "square-root" in caplog.text
    assert "AssertionError" not in str(report.to_json())
