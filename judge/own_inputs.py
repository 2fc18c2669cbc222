"""A caller's own inputs: read by the problem's signature, answered by its reference solution."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from judge.errors import JudgeError
from judge.published import Case, Published
from judge.report import fault_in_words
from judge.runner import CellPool, Job
from judge.spec import TypeMismatch

_MAX_OWN_INPUTS = 20
OTHER_FUNCTION = "only a function of the examples can be given"
"""What is said of a function among a caller's inputs that no example has."""


class InputError(JudgeError):
    """Code that is too large, or inputs that do not fit the signature; says which and why."""


def own_cases(
    published: Published, inputs: Sequence[dict[str, Any]], pool: CellPool
) -> tuple[Case, ...]:
    """Cases for a caller's inputs, with the reference's answers.

    Raises InputError when the inputs do not fit the signature or the reference fails on them.
    """
    if not 1 <= len(inputs) <= _MAX_OWN_INPUTS:
        raise InputError(f"give 1 to {_MAX_OWN_INPUTS} sets of inputs")
    cases = []
    for number, given in enumerate(inputs, 1):
        dims: dict[str, int] = {}
        values = {}
        for parameter in published.problem.parameters:
            if parameter.name not in given:
                raise InputError(f"inputs {number}: {parameter.name} is missing")
            try:
                data = given[parameter.name]
                values[parameter.name] = parameter.value_type.coerce(data, dims)
            except TypeMismatch as error:
                raise InputError(f"inputs {number}: {parameter.name}: {error}") from None
            if not published.problem.may_give(parameter.name, data):
                raise InputError(f"inputs {number}: {parameter.name}: {OTHER_FUNCTION}")
        extra = sorted(set(given) - set(values))
        if extra:
            raise InputError(f"inputs {number}: there is no parameter {extra[0][:80]!r}")
        tolerance = published.problem.compare
        cases.append(Case(f"own {number}", False, values, None, None, tolerance, dims))
    batch = published.batch(tuple(cases))
    outcome = pool.run(Job(published.problem.solution, (batch,), published.limits))
    if outcome.ending != "finished":
        raise InputError(
            f"the reference solution did not finish on these inputs ({outcome.ending})"
        )
    lines = published.problem.solution.count("\n") + 1
    for number, answer in enumerate(outcome.answers, 1):
        if answer.fault:
            raise InputError(
                f"inputs {number}: the reference fails: {fault_in_words(answer.fault, lines)}"
            )
    return tuple(
        replace(case, expected=answer.value)
        for case, answer in zip(cases, outcome.answers, strict=True)
    )
