"""A problem that is still being written: what it looks like, and how code fares against it.

Nothing here proves a problem. The tests are made and the reference gives the expected values, as
in the gate, and that is all: it is quick enough to be done while somebody types.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from judge.gate.findings import PublishError
from judge.gate.proof import prepare
from judge.judging import judge
from judge.present import present
from judge.published import Published
from judge.runner import CellPool
from judge.spec import Issue, Problem, Source, TypeMismatch
from judge.spec.model import Example

_PREVIEW_SECONDS = 2.0


def preview(source: Source, pool: CellPool) -> tuple[dict[str, Any], list[Issue]]:
    """Return what a candidate would see, and what is wrong with the examples. Blocks.

    Where the reference gives no value within a moment, an example's `expected` is None; so is the
    time limit where it is yet to come from the reference. Raises CellDied.
    """
    problem = source.problem
    limits = problem.limits.model_copy(update={"time_s": _PREVIEW_SECONDS})
    shown = problem.model_copy(update={"tests": (), "wrong": (), "limits": limits})
    issues: list[Issue] = []
    try:
        view = prepare(replace(source, document=shown), pool).candidate_view()
    except PublishError as error:
        issues = error.issues
        bare = replace(source, document=shown.model_copy(update={"examples": ()}))
        view = Published(bare, pool.environment, _PREVIEW_SECONDS, (), ()).candidate_view()
        view["examples"] = [_without_values(problem, example) for example in problem.examples]
    view["limits"]["time_s"] = problem.limits.time_s
    view["hidden_tests"] = sum(test.count for test in problem.tests)
    return view, issues


def _without_values(problem: Problem, example: Example) -> dict[str, Any]:
    """An example whose expected value could not be had."""
    inputs: dict[str, Any] = {}
    dims: dict[str, int] = {}
    for parameter in problem.parameters:
        value = example.inputs[parameter.name]
        # A value that does not fit is one of the issues; the author sees what stands in the text.
        with suppress(TypeMismatch):
            value = parameter.value_type.coerce(value, dims)
        inputs[parameter.name] = present(value)
    explanation = example.explanation
    return {
        "name": example.name, "inputs": inputs, "expected": None, "explanation": explanation
    }  # fmt: skip


def try_solution(published: Published, code: str, pool: CellPool) -> dict[str, Any]:
    """Judge `code` as for its author: hidden tests are reported in full, and marked as hidden.

    Raises InputError for code that is too large, and what the sandbox raises.
    """
    hidden = [case.hidden for case in published.cases]
    cases = tuple(replace(case, hidden=False) for case in published.cases)
    report = judge(replace(published, cases=cases), code, pool).to_json()
    for test, is_hidden in zip(report["tests"], hidden, strict=True):
        test["hidden"] = is_hidden
    return report
