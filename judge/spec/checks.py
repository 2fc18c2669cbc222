"""What several fields of a document together can get wrong, each fault with its place.

The models check each field alone; this runs on documents that passed them.
"""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from judge.spec.base import argument_names, find_function, parse_python
from judge.spec.figures import Figure, placed_figures
from judge.spec.formula import FormulaError, parse_formula
from judge.spec.model import Compare, Example, Problem, Test
from judge.spec.question import CodePart, ExpressionPart, Question
from judge.spec.types import Array, Scalar

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


def problem_faults(problem: Problem) -> Iterator[Fault]:
    """Everything that does not go together in a problem."""
    yield from twice(
        "parameter", [(("parameters", i, "name"), p.name) for i, p in enumerate(problem.parameters)]
    )
    tests = list(_tests(problem))
    yield from twice("example or test", [((*path, "name"), test.name) for path, test in tests])
    yield from twice(
        "wrong solution",
        [(("wrong", i, "name"), wrong.name) for i, wrong in enumerate(problem.wrong)],
    )
    wanted = {parameter.name for parameter in problem.parameters}
    for path, test in tests:
        if test.inputs is not None and set(test.inputs) != wanted:
            names = ", ".join(sorted(set(test.inputs) ^ wanted))
            yield (*path, "inputs"), f"{test.name!r}: inputs and parameters differ in {names}"
    yield from _comparing(problem, tests)
    yield from _loss(problem)
    yield from figure_faults(problem.figures, problem)


def _tests(problem: Problem) -> Iterator[tuple[Path, Example | Test]]:
    for position, example in enumerate(problem.examples):
        yield ("examples", position), example
    for position, test in enumerate(problem.tests):
        yield ("tests", position), test


def twice(what: str, names: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    """A fault for each name that stands there a second time."""
    seen: set[str] = set()
    for path, name in names:
        if name in seen:
            yield path, f"the {what} name {name!r} is used twice"
        seen.add(name)


def _comparing(problem: Problem, tests: list[tuple[Path, Example | Test]]) -> Iterator[Fault]:
    ways: list[tuple[Path, Compare]] = [(("compare",), problem.compare)]
    ways += [((*path, "compare"), problem.tolerance(t)) for path, t in tests if t.compare]
    for path, way in ways:
        if fault := way.fault():
            yield path, fault
    needed = [path for path, way in ways if way.mode == "checker"]
    if problem.checker is None:
        for path in needed:
            yield path, "mode checker needs the problem's `checker`"
        return
    if not needed:
        yield ("checker",), "nothing uses it: say `mode: checker` in `compare`"
    function = find_function(problem.checker, "check")
    if function is None or len(argument_names(function)) != 3:
        yield ("checker",), "it must define check(inputs, expected, actual)"


def _loss(problem: Problem) -> Iterator[Fault]:
    if problem.loss is None or problem.gradient_of is None:
        if problem.loss is not None:
            yield ("loss",), "say whose gradient the function returns: `gradient_of`"
        if problem.gradient_of is not None:
            yield ("gradient_of",), "say which `loss` it is the gradient of"
        return
    kinds = {parameter.name: parameter.value_type for parameter in problem.parameters}
    for gradient in problem.gradients:
        kind = kinds.get(gradient.parameter)
        real = isinstance(kind, Array) and kind.dtype.startswith("float")
        if kind is None:
            yield ("gradient_of",), f"there is no parameter {gradient.parameter!r}"
        elif not real and kind != Scalar("float"):
            yield ("gradient_of",), f"{gradient.parameter} is not of real numbers"
    if not problem.gradients:
        yield ("gradient_of",), "it names no parameter"
    names = loss_arguments(problem.loss)
    if names is None:
        yield ("loss",), "neither an expression nor Python that defines loss(...)"
    elif unknown := [name for name in names if name not in kinds]:
        yield ("loss",), f"its argument {unknown[0]!r} is no parameter"


def question_faults(question: Question) -> Iterator[Fault]:
    """Everything that does not go together in a question."""
    for number, part in enumerate(question.parts):
        path = ("parts", number)
        if isinstance(part, CodePart):
            fault = part.compare.fault()
            if part.compare.mode == "checker":
                fault = "parts have no checker"
            if fault:
                yield (*path, "compare"), fault
        if isinstance(part, ExpressionPart):
            texts: list[tuple[Path, str]] = [((*path, "answer"), part.answer)]
            texts += [((*path, "wrong", i, "answer"), w.answer) for i, w in enumerate(part.wrong)]
            for place, text in texts:
                try:
                    parse_formula(text, part.variables)
                except FormulaError as error:
                    yield place, f"not a formula: {error}"
    yield from figure_faults(question.figures, question)


def loss_arguments(loss: str) -> list[str] | None:
    """The arguments of the function that a loss defines; [] for an expression; None for neither."""
    function = find_function(loss, "loss")
    if function is not None:
        return argument_names(function)
    body = parse_python(loss)
    return [] if len(body) == 1 and isinstance(body[0], ast.Expr) else None


def figure_faults(figures: Iterable[Figure], document: Any) -> Iterator[Fault]:
    """Figures that are placed and not there, there and not placed, or there twice."""
    named = [(("figures", i, "name"), figure.name) for i, figure in enumerate(figures)]
    yield from twice("figure", named)
    known = {name for _, name in named}
    placed = set()
    for path, name in placed_figures(document.model_dump()):
        placed.add(name)
        if name not in known:
            yield path, f"there is no figure {name!r}"
    for path, name in named:
        if name not in placed:
            yield path, f"no text places it: ![...](figure:{name})"
