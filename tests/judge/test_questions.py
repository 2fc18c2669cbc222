"""Grading answers to parts of questions: what is right however it is written, and what is not."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from pydantic import TypeAdapter

from judge.questions import AnswerError, Grade, GradingError, grade, reveal
from judge.runner import CellPool, Job
from judge.spec import SpecError, parse
from judge.spec.question import Part
from tests.judge.test_kinds import QUESTION

_PART: TypeAdapter[Part] = TypeAdapter(Part)
SIGMOID = {
    "kind": "code",
    "setup": "import numpy as np",
    "code": (
        "class Sigmoid:\n"
        "    def forward(self, x):\n"
        "        self.y = 1 / (1 + np.exp(-x))\n"
        "        return self.y\n"
        "    def backward(self, grad):\n"
        "        [???]\n"
        "        return grad_input\n"
    ),
    "answers": ["grad_input = grad * self.y * (1 - self.y)"],
    "calls": ["(lambda s: (s.forward(np.array([0.0, 1.0])), s.backward(2.0))[1])(Sigmoid())"],
    "wrong": [{"answers": ["grad_input = grad * self.y"], "message": "The factor 1 - y."}],
}


def part(**fields: Any) -> Part:
    return _PART.validate_python({"text": "What?", **fields})


def expression(answer: str, *variables: str, **fields: Any) -> Part:
    return part(kind="expression", answer=answer, variables=list(variables), **fields)


def graded(of: Part, answer: Any, pool: CellPool) -> Grade:
    return grade(of, answer, pool)


def test_choices_are_sets_of_options(pool: CellPool) -> None:
    one = part(
        kind="choice", options=["a", {"text": "b", "feedback": "No: b falls."}, "c"], answer="a"
    )
    assert grade(one, "a", pool) == Grade(True)
    assert grade(one, "b", pool) == Grade(False, "No: b falls.")
    several = part(kind="choice", options=["a", "b", "c"], answer=["c", "a"])
    assert grade(several, ["a", "c"], pool).right is True
    assert grade(several, ["a"], pool).right is False
    assert grade(several, [], pool).right is False
    for of, answer in ((one, "d"), (one, ["a"]), (one, 1), (several, "a"), (several, ["a", 7])):
        with pytest.raises(AnswerError, match="choose from the options"):
            grade(of, answer, pool)


def test_true_or_false_is_one_of_the_two(pool: CellPool) -> None:
    it = part(kind="true_false", answer=False)
    assert grade(it, False, pool).right is True
    assert grade(it, True, pool).right is False
    with pytest.raises(AnswerError, match="true or false"):
        grade(it, 0, pool)


@pytest.mark.parametrize(
    ("wanted", "answer", "right"),
    [
        (0.25, 0.25, True), (0.25, "1/4", True), (0.25, " 2.5e-1 ", True), (0.25, 0.3, False),
        (0.25, "0.2501", True), (0.25, "0.26", False), (math.inf, "oo", True), (2, 2, True),
        (math.inf, 1e308, False), (1.0, "inf", False), (1.4142, "sqrt(2)", True), (1, "0/0", False),
        (math.inf, "-inf", False), (1e308, -1e308, False), (0.0, 1e-12, True),
    ],
)  # fmt: skip
def test_a_number_is_right_within_its_tolerance(
    pool: CellPool, wanted: float, answer: Any, right: bool
) -> None:
    assert grade(part(kind="number", answer=wanted), answer, pool).right is right


def test_a_known_wrong_number_is_told_and_no_number_is_refused(pool: CellPool) -> None:
    it = part(kind="number", answer=0.25, wrong=[{"answer": 4, "message": "The inverse."}])
    assert grade(it, "4", pool) == Grade(False, "The inverse.")
    for answer in (None, True, [1], "", "one", "1,5", "x", 10**400, "1" * 20_000):
        with pytest.raises(AnswerError):
            grade(it, answer, pool)


@pytest.mark.parametrize(
    ("wanted", "variables", "answer", "right"),
    [
        ("s*(1 - s)", "s", "s - s^2", True),
        ("s*(1 - s)", "s", "s - s**2 + 0.001", False),
        ("2*x*exp(x^2)", "x", "2x e^(x^2)", True),
        ("2*x*exp(x^2)", "x", "x e^(x²)", None),
        ("1/(1+exp(-x))", "x", "e^x/(e^x + 1)", True),
        ("1/(1+exp(-x))", "x", "sigmoid(x)", True),
        ("[2*x, 2*y]", "xy", "(2x, 2y)", True),
        ("[2*x, 2*y]", "xy", "2y, 2x", False),
        ("9*exp(27)", "", "9e^27", True),
        ("oo", "", "∞", True),
        ("oo", "", "-oo", False),
        ("oo", "", "10^300", False),
        ("log(x)", "x", "ln(x)", True),
        ("sqrt(x^2)", "x", "|x|", True),
        ("0", "x", "x - x", True),
        ("x", "x", "x + 10^-12", True),
    ],
)
def test_a_formula_is_right_however_it_is_written(
    pool: CellPool, wanted: str, variables: str, answer: str, right: bool | None
) -> None:
    it = expression(wanted, *variables)
    if right is None:
        with pytest.raises(AnswerError, match="not a formula"):
            grade(it, answer, pool)
    else:
        assert grade(it, answer, pool).right is right


@pytest.mark.parametrize(
    ("wanted", "answer", "right"),
    [
        # Close everywhere and not alike in floats: algebra has to tell.
        ("(1 - cos(x)) / x^2", "2*sin(x/2)^2 / x^2", True),
        ("x", "x + 10^-6", False),
        ("log(-x^2)", "log(-x*x)", True),
        ("factorial(200)^5", "factorial(200)^5 * 2", False),
    ],
)
def test_where_values_do_not_decide_algebra_does(
    pool: CellPool, wanted: str, answer: str, right: bool
) -> None:
    it = expression(wanted, "x", domain={"x": [1e-6, 2e-6]})
    assert grade(it, answer, pool).right is right


def test_a_known_wrong_formula_is_told(pool: CellPool) -> None:
    it = expression("s*(1 - s)", "s", wrong=[{"answer": "s*(1 + s)", "message": "A sign."}])
    assert grade(it, "s + s^2", pool) == Grade(False, "A sign.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("y = 2*x", "right of the equals sign"),
        ("2*z", "'z' is neither a function nor a variable (x)"),
        ("sin x", "sin(...)"),
        ("(x", "')' is missing"),
        ("x +", "missing at the end"),
        ("__import__('os')", 'unexpected "\'"'),
        ("x.real", "unexpected '.'"),
        ("(" * 400, "nested too deeply"),
        ("9" * 501, "longer than 500"),
        ("[x, x]", "1 formulas are wanted"),
        ("log(x, 2, 3)", "does not take 3 arguments"),
    ],
)
def test_a_text_that_is_no_formula_is_refused_in_words(
    pool: CellPool, answer: str, words: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        grade(expression("2*x", "x"), answer, pool)
    assert words in str(caught.value)


def test_a_formula_that_would_take_for_ever_ends(pool: CellPool) -> None:
    assert grade(expression("x", "x"), "9^9^9^9^9 - 9^9^9^9^9 + x", pool).right is False


def test_filled_blanks_are_run_where_there_are_calls(pool: CellPool) -> None:
    it = part(**SIGMOID)
    right = grade(it, ["y = self.y\ngrad_input = (y - y * y) * grad"], pool)
    assert right.right is True
    assert right.calls[0]["actual"]["type"] == "float64[2]"
    wrong = grade(it, ["s = self.y\ngrad_input = s * grad"], pool)
    assert (wrong.right, wrong.message) == (False, "The factor 1 - y.")
    failing = grade(it, ["grad_input = grad + nothing"], pool)
    assert failing.right is False
    assert failing.calls[0]["error"]["type"] == "NameError"
    assert grade(it, ["grad_input = 1\n    while True: pass"[:14]], pool).right is False
    assert grade(it, ["while True: pass"], pool).message == "It takes too long."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (["grad_input = ("], "not Python"),
        (["import os"], "not allowed here on line 6"),
        ([], "a text for each of the 1 blanks"),
        (["  "], "a text for each"),
        ("grad_input = grad\nx = [1, 2", "not Python"),
        ([1], "a text for each"),
        (["#" * 70_000], "longer than 64 KiB"),
    ],
)
def test_what_cannot_be_run_is_no_answer(pool: CellPool, answer: Any, words: str) -> None:
    with pytest.raises(AnswerError) as caught:
        grade(part(**SIGMOID), answer, pool)
    assert words in str(caught.value)


def test_blanks_without_calls_are_compared_as_tokens(pool: CellPool) -> None:
    it = part(kind="code", code="f([???], [???])", answers=["x+1", ["'a'", "None"]])
    assert grade(it, ["x + 1  # one more", '"a"'], pool).right is True
    assert grade(it, ["x+1", "None"], pool).right is True
    assert grade(it, ["1+x", "'a'"], pool) == Grade(False, "Look again at blank 1.")
    assert grade(it, ["(", "'"], pool) == Grade(False, "Look again at blanks 1, 2.")


def test_a_whole_program_may_use_what_the_part_allows(pool: CellPool) -> None:
    it = part(
        kind="code", code="import sympy\n", imports=["sympy"], time_s=5,
        solution="import sympy\ndef slope(a):\n    x = sympy.Symbol('x')\n"
                 "    return float(sympy.diff(1/(1+sympy.exp(-x)), x).subs(x, a))",
        calls=["slope(0)", "slope(1)"],
    )  # fmt: skip
    code = "import sympy\ndef slope(a):\n    s = 1/(1+sympy.exp(-a))\n    return float(s*(1-s))"
    assert grade(it, code, pool).right is True
    assert [c["right"] for c in grade(it, code.replace("(1-s)", "s"), pool).calls] == [True, False]
    with pytest.raises(AnswerError, match="not allowed here on line 1"):
        grade(it, "import numpy", pool)


def test_the_parts_own_program_runs_once_for_all(
    pool: CellPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = part(kind="code", code="x = [???]", answers=["41 + 1"], calls=["x"])
    ran = []
    run = CellPool.run

    def counted(self: CellPool, job: Job, *rest: Any, **options: Any) -> Any:
        ran.append(job.code)
        return run(self, job, *rest, **options)

    monkeypatch.setattr(CellPool, "run", counted)
    assert [grade(it, [text], pool).right for text in ("42", "41", "6 * 7")] == [True, False, True]
    assert ran.count("x = 41 + 1") == 1
    assert len(ran) == 4


def test_a_part_whose_own_answer_fails_is_broken(pool: CellPool) -> None:
    it = part(kind="code", code="x = [???]", answers=["1"], calls=["y"])
    with pytest.raises(GradingError, match="the answer fails in y: NameError"):
        grade(it, ["1"], pool)


def test_a_formula_may_have_to_have_a_value_where_an_equal_one_has_none(pool: CellPool) -> None:
    raw = {"answer": "((x + h)^2 - x^2)/h", "message": "Divide by h."}
    it = expression("2*x + h", "x", "h", also_at={"h": 0}, wrong=[raw])
    for simple in ("2x + h", "x + (x + h)", "(2x + h)*(1 + h)/(1 + h)"):
        assert grade(it, simple, pool) == Grade(True)
    for equal in (raw["answer"], "2*x*h/h + h", "(x^2 + 2*x*h + h^2 - x^2)/h"):
        assert grade(it, equal, pool) == Grade(False, "Divide by h.")
    assert grade(it, "2*x", pool).right is False
    large = expression("x", "x", also_at={"x": 1000})
    assert grade(large, "2x - x", pool).right is True
    assert grade(large, "log(exp(x))", pool).right is False
    with pytest.raises(ValueError, match="also_at: 'y' is none of the variables"):
        expression("x", "x", also_at={"y": 0})


def test_words_are_for_oneself_to_mark(pool: CellPool) -> None:
    it = part(kind="free", answer="Because.", rubric=["Says why."], explanation="So.")
    assert grade(it, "I think so.", pool) == Grade(None)
    assert reveal(it) == {"answer": "Because.", "rubric": ["Says why."], "explanation": "So."}
    for answer in ("", " ", None, "a" * 10_001):
        with pytest.raises(AnswerError):
            grade(it, answer, pool)


@pytest.mark.parametrize(("answer", "said"), [(math.inf, "oo"), (-math.inf, "-oo"), (0.1, 0.1)])
def test_a_revealed_number_can_be_said_in_json_and_is_right(
    pool: CellPool, answer: float, said: object
) -> None:
    it = part(kind="number", answer=answer)
    revealed = reveal(it)["answer"]
    assert json.loads(json.dumps(revealed, allow_nan=False)) == said
    assert grade(it, revealed, pool).right


def test_what_is_revealed_tells_no_mistakes() -> None:
    question = parse(QUESTION, "sigmoid.yaml").document
    for it in question.parts:  # type: ignore[union-attr]
        assert "wrong" not in reveal(it)
    assert reveal(question.parts[0])["answer"] == ["It falls."]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("answer: s*(1 - s)", "answer: s*(1 - t)", "parts.4.answer"),
        ("{answer: s*(1 + s)", "{answer: s*(1 +", "parts.4.wrong.0.answer"),
        ("imports: [sympy]", "compare: {mode: checker}", "parts.7.compare"),
        ("imports: [sympy]", "compare: {axis: 1}", "parts.7.compare"),
    ],
)
def test_a_part_that_does_not_fit_together_is_refused_at_its_line(
    old: str, new: str, field: str
) -> None:
    assert QUESTION.count(old) == 1
    with pytest.raises(SpecError) as caught:
        parse(QUESTION.replace(old, new), "sigmoid.yaml")
    assert caught.value.issues[0].field == field
