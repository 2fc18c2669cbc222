"""The decks: every number and formula against SymPy, every graph against the formula it stands for.

Formulas are read as candidates' are: `^` is a power, and names are the part's variables.
"""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
import sympy as sp

from .conftest import read_documents
from .deck_answers import ANSWERS

DECKS = read_documents("question", "autodiff")
PARTS = {(name, i): part for name, deck in DECKS.items() for i, part in enumerate(deck["parts"])}
GRAPHS = [
    pytest.param(name, figure["graph"], id=f"{name}-{figure['name']}")
    for name, deck in DECKS.items()
    for figure in deck.get("figures", ())
    if "graph" in figure
]
OPERATIONS = {
    "$+$": sp.Add,
    r"$\times$": sp.Mul,
    r"$\sqrt{\cdot}$": sp.sqrt,
    r"$(\cdot)^2$": lambda value: value**2,
    r"$(\cdot)^3$": lambda value: value**3,
    r"$1/(\cdot)$": lambda value: 1 / value,
    r"$\sin$": sp.sin,
    r"$\exp$": sp.exp,
    r"$\ln$": sp.log,
}


def parts(*kinds: str) -> list[Any]:
    return [
        pytest.param(key, part, id=f"{key[0]}-{key[1]}")
        for key, part in PARTS.items()
        if part["kind"] in kinds
    ]


def read(text: str, variables: list[str]) -> Any:
    """The formula that a text means; a list for `[..., ...]`."""
    names = {name: sp.Symbol(name, real=True) for name in variables}
    return sp.sympify(text.replace("^", "**"), locals=names)


def values(formula: Any, part: dict[str, Any]) -> list[complex]:
    """The formula's values at seven points of the part's domain."""
    rng = np.random.default_rng(0)
    points = [
        {
            sp.Symbol(name, real=True): rng.uniform(*part.get("domain", {}).get(name, (0.1, 2.0)))
            for name in part.get("variables", [])
        }
        for _ in range(7)
    ]
    formulas = formula if isinstance(formula, list | tuple) else [formula]
    return [complex(sp.N(sp.sympify(f).subs(point), 30)) for f in formulas for point in points]


def has_values(formula: Any, part: dict[str, Any]) -> bool:
    """Whether floats come out where the part asks for them besides its domain."""
    if "also_at" not in part:
        return True
    symbols = [sp.Symbol(name, real=True) for name in part.get("variables", [])]
    point = [np.float64(part["also_at"].get(symbol.name, 0.7)) for symbol in symbols]
    with np.errstate(all="ignore"):
        return bool(np.isfinite(sp.lambdify(symbols, formula, "numpy")(*point)).all())


def test_every_number_and_formula_is_worked_out_here() -> None:
    assert {key for key in PARTS if PARTS[key]["kind"] in ("number", "expression")} == set(ANSWERS)


@pytest.mark.parametrize(("key", "part"), parts("number"))
def test_numbers_are_what_they_come_to(key: tuple[str, int], part: dict[str, Any]) -> None:
    right = float(ANSWERS[key])

    assert part["answer"] == pytest.approx(right, rel=part.get("rtol", 1e-3) / 100, abs=1e-12)
    for wrong in part.get("wrong", ()):
        allowed = max(part.get("atol", 1e-9), part.get("rtol", 1e-3) * abs(right))
        assert not math.isclose(wrong["answer"], right, rel_tol=0, abs_tol=allowed)


@pytest.mark.parametrize(("key", "part"), parts("expression"))
def test_formulas_are_what_they_come_to(key: tuple[str, int], part: dict[str, Any]) -> None:
    stated = read(part["answer"], part.get("variables", []))
    right = values(ANSWERS[key], part)

    assert values(stated, part) == pytest.approx(right, rel=1e-9)
    assert has_values(stated, part)
    for wrong in part.get("wrong", ()):
        formula = read(wrong["answer"], part.get("variables", []))
        if has_values(formula, part):
            assert values(formula, part) != pytest.approx(right, rel=1e-6), wrong["answer"]


@pytest.mark.parametrize(("name", "graph"), GRAPHS)
def test_a_graph_is_the_formula_that_its_deck_asks_for_first(
    name: str, graph: dict[str, Any]
) -> None:
    part = next(part for part in DECKS[name]["parts"] if part["kind"] == "expression")
    nodes = {node["id"]: node for node in graph["nodes"]}

    def evaluate(node_id: str) -> Any:
        node = nodes[node_id]
        label = node.get("label", node_id)
        if node.get("kind") in ("input", "constant"):
            return read(label.strip("$"), part.get("variables", []))
        return OPERATIONS[label](
            *(evaluate(edge[0]) for edge in graph["edges"] if edge[1] == node_id)
        )

    (output,) = (node["id"] for node in graph["nodes"] if node.get("kind") == "output")
    assert sp.simplify(evaluate(output) - read(part["answer"], part.get("variables", []))) == 0


def test_each_file_is_named_by_its_deck_and_has_a_number_of_its_own() -> None:
    numbers = [deck["number"] for deck in DECKS.values()]

    assert all(name == deck["id"] for name, deck in DECKS.items())
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(("key", "part"), parts("true_false", "choice", "number", "expression"))
def test_every_graded_part_says_why(key: tuple[str, int], part: dict[str, Any]) -> None:
    assert len(part["explanation"].split()) >= 8


def texts_of(part: dict[str, Any]) -> list[str]:
    return [option if isinstance(option, str) else option["text"] for option in part["options"]]


def test_the_place_of_an_option_does_not_give_it_away() -> None:
    """Options are shown in the file's order: guessing one place throughout must not pay."""
    choices = [part for part in PARTS.values() if part["kind"] == "choice"]
    single = [part for part in choices if isinstance(part["answer"], str)]
    several = [part for part in choices if not isinstance(part["answer"], str)]
    places = Counter(texts_of(part).index(part["answer"]) for part in single)

    assert max(places.values()) <= 0.4 * len(single)
    assert not any(set(texts_of(p)[: len(p["answer"])]) == set(p["answer"]) for p in several)


@pytest.mark.parametrize(("key", "part"), parts("choice"))
def test_each_wrong_option_is_told_why(key: tuple[str, int], part: dict[str, Any]) -> None:
    right = {part["answer"]} if isinstance(part["answer"], str) else set(part["answer"])
    said = {o["text"] for o in part["options"] if isinstance(o, dict) and o.get("feedback")}

    assert set(texts_of(part)) - right <= said


@pytest.mark.parametrize(("key", "part"), parts("free"))
def test_a_free_answer_can_be_marked(key: tuple[str, int], part: dict[str, Any]) -> None:
    assert len(part["rubric"]) >= 2


def test_everything_on_automatic_differentiation_has_its_place_in_the_course() -> None:
    course = read_documents("course", "autodiff")["automatic-differentiation"]
    lab = read_documents("lab", "autodiff")["beta-binomial-lab"]
    items = [item for part in course["sections"] + lab["sections"] for item in part["items"]]
    kinds = ("problem", "task", "question")
    placed = [item[kind] for item in items for kind in kinds if kind in item]

    problems = read_documents("problem", "autodiff")
    assert sorted(placed) == sorted([*DECKS, *problems])
