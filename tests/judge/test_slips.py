"""A wrong answer without a pattern is known by the slip that gives the same values."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from judge import Published, Verdict, judge, publish
from judge.compare import compare
from judge.diagnosis import Judged, find_slip
from judge.diagnosis.given import Given
from judge.diagnosis.recall import Recall
from judge.diagnosis.slips import WORDS
from judge.gate.habits import habits
from judge.gate.mutants import mutants
from judge.runner import CellPool
from judge.spec import Compare, Library, parse_problem

PROBLEM = """
kind: problem
id: softplus-slope
number: 905
title: Softplus
difficulty: easy
topics: [calculus]
statement: Return the slope of log(1 + exp(a x + b)) by x.
function: slope
parameters:
  - {name: x, type: "float64[n]", about: points}
  - {name: a, type: float, about: inner slope}
  - {name: b, type: float, about: inner offset}
returns: {type: "float64[n]", about: slopes}
starter: |
  def slope(x, a, b):
      pass
solution: |
  import numpy as np
  def slope(x, a, b):
      z = a * x + b
      return a / (1 + np.exp(-z))
examples:
  - {name: shown, inputs: {x: [1.25, 2.5], a: 2.0, b: 1.0}}
tests:
  - name: random
    count: 6
    seed: 1
    generate: |
      x = rng.normal(size=3 + i)
      a, b = float(rng.normal()), float(rng.normal())
equivalent: []
"""
# Programs of another kind than the reference, each with one slip.
OTHERS = {
    "an exponent without its sign": (
        "return np.array([a / (1.0 + math.exp(a * v + b)) for v in x])",
        "a minus sign is missing",
    ),
    "an offset that is taken off": (
        "e = np.exp(a * x - b)\n    return a * e / (e + 1)",
        "a minus stands in place of a plus",
    ),
    "an offset that is left out": ("return a * 0.5 * (1 + np.tanh(a * x / 2))", "a term of a sum"),
}


@pytest.fixture(scope="module")
def published(pool: CellPool) -> Published:
    return Published.from_bytes(publish(parse_problem(PROBLEM, "slope.yaml"), pool).to_bytes())


def said(published: Published, pool: CellPool, body: str) -> tuple[str, str]:
    code = f"import math\nimport numpy as np\ndef slope(x, a, b):\n    {body}\n"
    report = judge(published, code, pool)
    assert report.verdict is Verdict.WRONG_ANSWER
    return (report.diagnosis.code, report.diagnosis.message) if report.diagnosis else ("", "")


@pytest.mark.parametrize("name", OTHERS)
def test_the_slip_is_told_in_a_program_written_otherwise(
    published: Published, pool: CellPool, name: str
) -> None:
    body, words = OTHERS[name]
    code, message = said(published, pool, body)
    assert (code, words in message) == ("slip", True), message


def test_the_reference_is_not_told(published: Published, pool: CellPool) -> None:
    for _, message in (said(published, pool, body) for body, _ in OTHERS.values()):
        for piece in ("np.exp", "a * x", "1 +", "z ="):
            assert piece not in message


def test_a_pattern_of_the_values_is_said_before_a_slip(
    published: Published, pool: CellPool
) -> None:
    assert said(published, pool, "return -a / (1 + np.exp(-a * x - b))")[0] == "sign"


def test_values_that_no_slip_gives_have_none(published: Published, pool: CellPool) -> None:
    assert said(published, pool, "return np.cos(x * 3.3 + a) + b")[0] == "value"


def judged(actual: Any, right: Any = None) -> Judged:
    right = np.array([1.2345678, 2.3456789]) if right is None else right
    given = Given(right, Compare(), {}, {})
    return Judged(given, actual, compare(right, actual, Compare()))


def test_what_a_slip_gives_until_it_raises_is_known() -> None:
    wrong = np.array([3.4567891, 1.1234567])
    tests = [judged(wrong).given] * 2
    slip = Recall([("term-dropped", ((True, wrong), (False, None)))], tests)
    assert find_slip(slip, (0, 1), {0: judged(wrong)}) is not None
    assert find_slip(slip, (0, 1), {0: judged(wrong), 1: judged(wrong)}) is None
    assert find_slip(slip, (0, 1), {0: judged(wrong + 1)}) is None
    plain = np.array([3.0, 1.0])
    slip = Recall([("term-dropped", ((True, plain),))], tests[:1])
    assert find_slip(slip, (0,), {0: judged(plain)}) is None


SLOPE = """
def slope(f, x, h):
    step = [0] * len(x)
    for j in range(len(x)):
        step[j] = h
    return (f(x + step) - f(x - step)) / (2 * h)
"""


def test_programs_that_only_raise_are_known_by_where_they_raise() -> None:
    gave, raised = (True, 1.5), (False, "ValueError: no")
    programs: list[tuple[str, list[tuple[bool, Any]]]]
    programs = [("first", [raised, gave]), ("both", [raised, raised]), ("none", [gave, gave])]
    recall = Recall(programs, [judged(1.5, 1.0).given] * 2)
    assert [label for label, _ in recall.find([], raised=[0])] == ["first", "both"]
    assert [label for label, _ in recall.find([(1, judged(1.5, 1.0))], raised=[0])] == ["first"]
    assert [label for label, _ in recall.find([])] == ["first", "both", "none"]
    assert [label for label, _ in recall.find([(0, judged(1.5, 1.0)), (1, judged(2.5, 1.0))])] == []


def test_habits_of_several_edits_are_made_where_they_fit() -> None:
    made = {mutant.kind: mutant for mutant in habits(SLOPE)}
    assert made["forward-difference"].after == "(f(x + step) - f(x)) / h"
    assert made["backward-difference"].after == "(f(x) - f(x - step)) / h"
    assert made["moves-all"].after == "step[...] = h"
    assert set(made) <= set(WORDS)
    for mutant in made.values():
        compile(mutant.code, "habit", "exec")
    assert habits("def f(:") == habits("def f(x):\n    return x * 2\n") == []


FIELD = """
def step(w, g, m, beta, eps, t, rows, table):
    m = beta * m + (1 - beta) * g
    root = np.sqrt(m) + eps
    slope = m * (1 - m)
    other = 1 - w**2
    share = np.exp(w - w.max(axis=1)) / np.exp(w).sum(axis=1)
    np.add.at(table, rows, g)
    P = w @ g @ w.T
    late = m / (1 - beta**t) - 3.0 * slope
    mean = np.mean(w) + np.mean(g)
    return late
"""


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("weights-swapped", "m = (1 - beta) * m + beta * g"),
        ("eps-moved", "root = np.sqrt(m + eps)"),
        ("slope-swapped", "slope = 1 - m ** 2"),
        ("slope-swapped", "other = w * (1 - w)"),
        ("axis-changed", "share = np.exp(w - w.max(axis=0)) / np.exp(w).sum(axis=0)"),
        ("repeated-lost", "table[rows] += g"),
        ("sandwich-transposed", "P = w.T @ g @ w"),
        ("counted-from-zero", "late = m / (1 - beta ** (t - 1)) - 3.0 * slope"),
        ("factor-inserted", "late = m / (1 - beta ** t) - 2 * (3.0 * slope)"),
        ("function-swapped", "mean = np.sum(w) + np.sum(g)"),
        ("order-swapped", "root = np.sqrt(m) + eps\n    m = beta * m + (1 - beta) * g"),
        ("parameters-swapped", "m = beta * m + (1 - beta) * w"),
    ],
)
def test_usual_mistakes_of_the_field_are_made(kind: str, line: str) -> None:
    made = [mutant for mutant in habits(FIELD) if mutant.kind == kind]
    assert any(line in mutant.code for mutant in made), [mutant.code for mutant in made]
    assert kind in WORDS


def test_a_one_sided_difference_is_told(library: Library, pool: CellPool) -> None:
    central = publish(library.sources["central-difference"], pool)
    central = replace(central, mistakes=())
    name = central.problem.function
    names = ", ".join(parameter.name for parameter in central.problem.parameters)
    code = f"def {name}({names}):\n    return -(f(x) - f(x + h)) / h\n"
    report = judge(central, code, pool)
    assert report.diagnosis is not None
    assert "a forward difference stands in place" in report.diagnosis.message


def test_every_kind_of_mutant_has_words(library: Library) -> None:
    kinds = {
        mutant.kind
        for source in library.sources.values()
        for mutant in mutants(source.problem.solution, source.problem.function)
    }
    assert kinds <= set(WORDS), kinds - set(WORDS)


def test_an_argument_changed_in_place_is_told(published: Published, pool: CellPool) -> None:
    body = "x *= 3.3\n    return np.cos(x + a) + b + np.log(1 + x ** 2)"
    code, message = said(published, pool, body)
    assert code == "changed_input"
    assert "`x` in place" in message
    _, message = said(published, pool, "x = x * 3.3\n    return np.cos(x + a) + b")
    assert "in place" not in message
