"""The fields of a problem: what goes together, and where what does not is said to be."""

from __future__ import annotations

import pytest

from judge.spec import Compare, Problem, Source, SpecError, parse_problem
from tests.judge.test_judging import SCALE

PLOT = """
figures:
  - name: curve
    alt: A line.
    plot: {x: $x$, y: $k x$, series: [{points: [[0, 0], [1, 2.5]]}]}
"""
GRAPH = """
figures:
  - name: curve
    alt: The product of x and k.
    graph:
      nodes: [{id: x, kind: input}, {id: k, kind: constant}, {id: product, label: $k x$}]
      edges: [[x, product], [k, product, times]]
"""


def parsed(extra: str = "", old: str = "", new: str = "") -> Problem:
    assert SCALE.count(old) == 1 or not old
    return read((SCALE.replace(old, new) if old else SCALE) + extra).problem


def read(text: str) -> Source:
    return parse_problem(text, "scale.yaml")


def refused(text: str) -> tuple[str, str, str]:
    """The first issue: its field, its message and the line of the file that it points at."""
    with pytest.raises(SpecError) as caught:
        read(text)
    issue = caught.value.issues[0]
    return issue.field, issue.message, text.splitlines()[issue.line - 1]


def test_a_test_states_only_what_differs_from_the_problems_comparison() -> None:
    base = Compare(rtol=1e-3, atol=1e-4, mode="up_to_permutation", axis=-1, signs=True)
    assert Compare(atol=0.5).over(base) == base.model_copy(update={"atol": 0.5})
    assert Compare(mode="value").over(base) == Compare(rtol=1e-3, atol=1e-4)
    assert Compare(mode="up_to_sign", axis=1).over(base).axis == 1
    assert Compare(signs=False).over(base).axis == -1


def test_a_problems_and_a_tests_comparison_are_put_together() -> None:
    problem = parsed(
        "compare: {rtol: 0.5, mode: up_to_sign}\n", "{name: canary,",
        "{name: canary, compare: {atol: 0.25},",
    )  # fmt: skip
    test = next(test for test in problem.tests if test.name == "canary")
    assert problem.tolerance(test) == Compare(rtol=0.5, atol=0.25, mode="up_to_sign")
    assert problem.tolerance(problem.examples[0]) == problem.compare


@pytest.mark.parametrize(
    ("extra", "field", "message"),
    [
        ("compare: {mode: up_to_permutation}\n", "compare", "needs an axis"),
        ("compare: {axis: 1}\n", "compare", "mode value has no axis"),
        ("compare: {mode: up_to_sign, signs: true}\n", "compare", "goes with up_to_permutation"),
        ("compare: {mode: nearly}\n", "compare.mode", "'unordered'"),
        ("compare: {mode: checker}\n", "compare", "needs the problem's `checker`"),
        ("checker: |\n  def check(i, e, a): return True\n", "checker", "nothing uses it"),
        ("compare: {mode: checker}\nchecker: |\n  def check(e, a): return True\n", "checker",
         "check(inputs, expected, actual)"),
        ("loss: k * x.sum()\n", "loss", "gradient_of"),
        ("gradient_of: x\n", "gradient_of", "which `loss`"),
        ("gradient_of: y\nloss: k * x.sum()\n", "gradient_of", "no parameter 'y'"),
        ("gradient_of: [null]\nloss: k * x.sum()\n", "gradient_of", "names no parameter"),
        ("gradient_of: x\nloss: |\n  def loss(x, q): return q\n", "loss", "'q' is no parameter"),
        ("gradient_of: x\nloss: |\n  q = 1\n", "loss", "neither an expression"),
        ("call: scale(x,\n", "call", "not a Python expression"),
        ("minutes: 0\n", "minutes", "greater than"),
        ("interview: [{question: Why?}]\n", "interview.0.answer", "required"),
        ("equivalent: [{mutant: k * x}]\n", "equivalent.0.reason", "required"),
        (PLOT, "figures.0.name", "no text places it"),
        (PLOT + "    table: {columns: [a], rows: []}\n", "figures.0", "give one of"),
        (PLOT.replace("2.5", ".inf"), "figures.0.plot.series.0.points.1.1", "finite"),
        (GRAPH.replace("[k, product, times]", "[k, sum]"), "figures.0.graph", "no node"),
        (GRAPH.replace("[k, product, times]", "[product, x]"), "figures.0.graph", "in a circle"),
        ("figures: [{name: t, alt: a, table: {columns: [a, b], rows: [[1]]}}]\n",
         "figures.0.table", "row 1 has 1 cells for 2"),
        ('hints: ["![What](figure:gone)"]\n', "hints.0", "there is no figure 'gone'"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_at_its_line(
    extra: str, field: str, message: str
) -> None:
    where, said, line = refused(SCALE + extra)
    assert (where, message in said) == (field, True), (where, said)
    assert field.partition(".")[0] in line or line in extra


@pytest.mark.parametrize("figure", [PLOT, GRAPH])
def test_a_figure_is_data_that_a_text_places(figure: str) -> None:
    problem = parsed(figure, "statement: ", "statement: '![It](figure:curve)' # ")
    assert [item.name for item in problem.figures] == ["curve"]
    view = problem.figures[0].model_dump(mode="json")
    assert (view["plot"] or view["graph"])["series" if view["plot"] else "edges"]


@pytest.mark.parametrize(
    ("gradient_of", "wanted"),
    [
        ("x", [((), "x")]),
        ("[null, x]", [((1,), "x")]),
        ("{dx: x, dk: k}", [(("dx",), "x"), (("dk",), "k")]),
    ],
)
def test_the_parts_of_a_result_that_are_gradients_are_named(
    gradient_of: str, wanted: list[object]
) -> None:
    loss = "loss: |\n  def loss(x, k):\n      return k * x.sum()\n"
    problem = parsed(f"gradient_of: {gradient_of}\n{loss}")
    assert [(part.path, part.parameter) for part in problem.gradients] == wanted
