"""A problem that uses another runs with the candidate's own function of it, once it is accepted."""

import numpy as np
import pytest

from judge import Published, Verdict, judge, publish, run
from judge.runner import CellPool
from judge.spec import Source, parse_problem

DOUBLE = """
kind: problem
id: double
number: 910
title: Double a vector
difficulty: easy
topics: [arrays]
statement: Return twice x.
function: double
parameters:
  - {name: x, type: "float64[n]", about: the vector}
returns: {type: "float64[n]", about: twice the vector}
setup: |
  def given(x):
      return x
starter: |
  def double(x):
      pass
solution: |
  def double(x):
      return 2 * x
rules: {imports: [numpy, math, fractions, gc, sys]}
limits: {time_s: 1, memory_mib: 64}
examples:
  - {name: shown, inputs: {x: [1, 2]}}
tests:
  - {name: hidden, inputs: {x: [4]}}
wrong:
  - {name: halves, verdict: wrong_answer, message: You halve., code: "def double(x): return x / 2"}
"""
QUADRUPLE = """
kind: problem
id: quadruple
number: 911
title: Quadruple a vector
difficulty: easy
topics: [arrays]
statement: Return four times x.
function: quadruple
parameters:
  - {name: x, type: "float64[n]", about: the vector}
returns: {type: "float64[n]", about: four times the vector}
uses: [double]
setup: |
  def checked(x):
      return x
call: checked(quadruple(x))
starter: |
  def quadruple(x):
      pass
solution: |
  def quadruple(x):
      return double(double(x))
rules: {imports: [numpy, math], forbid: [numpy.add]}
limits: {time_s: 1, memory_mib: 64}
examples:
  - {name: shown, inputs: {x: [1, 2]}}
tests:
  - {name: hidden, inputs: {x: [77123.5]}}
wrong:
  - name: doubles
    verdict: wrong_answer
    message: You double once.
    code: |
      def quadruple(x):
          return double(x)
"""
SOLUTION = "def quadruple(x):\n    return double(double(x))\n"


@pytest.fixture(scope="module")
def source() -> Source:
    double = parse_problem(DOUBLE, "double.yaml")
    return parse_problem(QUADRUPLE, "quadruple.yaml", {"double": double})


@pytest.fixture(scope="module")
def quadruple(source: Source, pool: CellPool) -> Published:
    return Published.from_bytes(publish(source, pool).to_bytes())


def test_the_candidates_own_function_is_called_instead_of_the_references(
    quadruple: Published, pool: CellPool
) -> None:
    own = {"double": "def double(x):\n    return given(3 * x)\n"}
    assert judge(quadruple, SOLUTION, pool).verdict is Verdict.ACCEPTED
    report = judge(quadruple, SOLUTION, pool, own=own)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.tests[0].actual is not None
    np.testing.assert_array_equal(report.tests[0].actual[0], [9.0, 18.0])


def test_own_inputs_are_run_with_it_and_expected_values_stay_the_references(
    quadruple: Published, pool: CellPool
) -> None:
    own = {"double": "def double(x):\n    return 5 * x\n"}
    report = run(quadruple, SOLUTION, pool, inputs=[{"x": [1.0]}], own=own)
    test = report.tests[0].to_json()
    assert test["actual"]["data"] == [25.0]
    assert test["expected"]["data"] == [4.0]


def test_only_its_function_is_taken_over(quadruple: Published, pool: CellPool) -> None:
    code = "def checked(x):\n    return 0\nhelper = 2\ndef double(x):\n    return helper * x\n"
    own = {"double": code}
    assert judge(quadruple, SOLUTION, pool, own=own).verdict is Verdict.ACCEPTED
    report = judge(quadruple, "def quadruple(x):\n    return helper\n", pool, own=own)
    assert "NameError" in str(report.tests[0].to_json()["error"])


def test_it_imports_what_it_might_where_it_was_accepted_and_no_more(
    quadruple: Published, pool: CellPool
) -> None:
    allowed = "from fractions import Fraction\ndef double(x):\n    return float(Fraction(2)) * x\n"
    assert judge(quadruple, SOLUTION, pool, own={"double": allowed}).verdict is Verdict.ACCEPTED
    mine = "import fractions\n" + SOLUTION
    assert judge(quadruple, mine, pool, own={"double": allowed}).verdict is Verdict.FORBIDDEN
    other = "def double(x):\n    import collections\n    return 2 * x\n"
    report = judge(quadruple, SOLUTION, pool, own={"double": other})
    assert report.verdict is Verdict.FORBIDDEN
    # What this problem forbids cannot be had by way of an earlier one either.
    around = "import numpy as np\ndef double(x):\n    return np.add(x, x)\n"
    assert judge(quadruple, SOLUTION, pool, own={"double": around}).verdict is Verdict.FORBIDDEN


def test_an_exception_inside_it_is_named_as_such(quadruple: Published, pool: CellPool) -> None:
    code = "def double(x):\n    if len(x) != 2:\n        raise ValueError('no')\n    return x[1:]\n"
    own = {"double": code}
    report = judge(quadruple, SOLUTION, pool, own=own)
    assert report.verdict is Verdict.RUNTIME_ERROR
    shown, hidden = report.tests
    error = shown.to_json()["error"]
    assert error["line"] == 2
    assert "line 2, in quadruple\n    return double(double(x))" in error["traceback"]
    assert "line 3 of your own double, in double\n    raise ValueError('no')" in error["traceback"]
    for test in (shown, hidden):
        assert test.diagnosis is not None
        assert test.diagnosis.message == "ValueError on line 2, inside your own double."


def test_an_exception_while_it_loads_is_named_as_such(quadruple: Published, pool: CellPool) -> None:
    report = judge(quadruple, SOLUTION, pool, own={"double": "raise KeyError('gone')\n"})
    assert report.verdict is Verdict.RUNTIME_ERROR
    assert report.diagnosis is not None
    message = "KeyError, inside your own double, before any test: 'gone'"
    assert report.diagnosis.message == message


def test_a_solution_that_defines_no_such_function_is_told(
    quadruple: Published, pool: CellPool
) -> None:
    report = judge(quadruple, SOLUTION, pool, own={"double": "def other(x):\n    return x\n"})
    assert report.diagnosis is not None
    assert "your own solution defines no double" in report.diagnosis.message


def test_no_expected_value_is_within_its_reach(quadruple: Published, pool: CellPool) -> None:
    spy = """
import gc, sys
def double(x):
    frame, seen = sys._getframe(), []
    while frame is not None:
        seen.append(str(frame.f_locals))
        frame = frame.f_back
    seen.extend(str(thing)[:2000] for thing in gc.get_objects() if type(thing) in (dict, list))
    text = " ".join(seen)
    if "3084" + "94" in text:
        raise ValueError("an expected value")
    if x[0] > 70_000 and "77" + "123.5" not in text:
        raise KeyError("not even the input was found")
    return 2.0 * x
"""
    report = judge(
        quadruple, "def quadruple(x):\n    return 2 * double(x)\n", pool, own={"double": spy}
    )
    assert report.verdict is Verdict.ACCEPTED, report.to_json()
