"""Run a problem's own checker: a cell run after the candidate's, with all values at once.

The checker is an author's code and never runs in the service. The candidate's process has ended by
then: what the checker gets of it are plain values, brought to the types that the problem states.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Event
from typing import Any

import numpy as np

from judge.compare import Difference
from judge.errors import JudgeError
from judge.opaque import Opaque
from judge.runner import Batch, Call, CellPool, Job, Limits
from judge.spec import Source, TypeMismatch
from judge.spec.types import Dims

_LIMITS = Limits(cpu_seconds=5.0, memory_bytes=512 << 20)
_MAX_MESSAGE = 500
_WRONG = "The result does not have what is asked for."
# A parameter of the problem could be called as one of the checker's arguments.
_INPUT = "input_"


class CheckerError(JudgeError):
    """The checker failed, did not end, or gave back what is no verdict: the author's fault."""


@dataclass(frozen=True)
class Checked:
    """A value for the checker. `typed`: it is the result of the problem's own call."""

    inputs: dict[str, Any]
    expected: Any
    actual: Any
    dims: Dims
    typed: bool = True


def check(
    source: Source, values: Sequence[Checked], pool: CellPool, cancel: Event | None = None
) -> list[Difference | None]:
    """Ask the problem's checker about each value; None where it is right.

    Values that are not of the stated type are wrong without asking. Raises CheckerError.
    """
    problem = source.problem
    assert problem.checker is not None
    found: list[Difference | None] = []
    calls = []
    asked = []
    for position, value in enumerate(values):
        try:
            actual = _plain(problem.returns.value_type if value.typed else None, value)
        except TypeMismatch as error:
            detail = f"The result is not of the stated type: {error}."
            found.append(Difference("type", "The result is not of the stated type.", "", detail))
            continue
        found.append(None)
        asked.append(position)
        inputs = {_INPUT + name: data for name, data in value.inputs.items()}
        calls.append(Call({**inputs, "expected": value.expected, "actual": actual}))
    if not calls:
        return found
    names = ", ".join(f"{p.name!r}: {_INPUT}{p.name}" for p in problem.parameters)
    batch = Batch(
        cases=calls,
        call=f"check({{{names}}}, expected, actual)",
        function="check",
        setup=(*source.references, problem.setup),
        callables=tuple(_INPUT + name for name in problem.callables),
    )
    outcome = pool.run(Job(problem.checker, (batch,), _LIMITS), cancel=cancel)
    batch.memory.close()
    if outcome.failure is not None:
        fault = outcome.failure.fault
        raise CheckerError(f"the checker does not load: {fault.type}: {fault.message}")
    for position, answer in zip(asked, outcome.answers, strict=False):
        if answer.fault is not None:
            at = f" on line {answer.fault.line}" if answer.fault.line else ""
            text = f"{answer.fault.type}{at}: {answer.fault.message}"
            raise CheckerError(f"the checker fails in value {position + 1}: {text}")
        found[position] = _difference(problem.checker, answer.value, position)
    if outcome.ending != "finished" or len(outcome.answers) < len(asked):
        number = asked[min(len(outcome.answers), len(asked) - 1)] + 1
        raise CheckerError(f"the checker did not end in value {number}: {outcome.ending}")
    return found


def _plain(kind: Any, value: Checked) -> Any:
    """The value as the checker gets it. Raises TypeMismatch."""
    if holds_opaque(value.actual):
        raise TypeMismatch("it holds a value that is no number, text, list, tuple, dict or array")
    return kind.coerce(value.actual, dict(value.dims)) if kind else value.actual


def holds_opaque(value: Any) -> bool:
    """Whether there is something inside that could not leave the candidate's process."""
    if isinstance(value, dict):
        return any(holds_opaque(item) for pair in value.items() for item in pair)
    if isinstance(value, list | tuple):
        return any(holds_opaque(item) for item in value)
    return isinstance(value, Opaque)


def _difference(checker: str, verdict: Any, position: int) -> Difference | None:
    if isinstance(verdict, bool | np.bool_):
        return None if verdict else Difference("checker", _WRONG)
    if isinstance(verdict, str):
        detail = verdict[:_MAX_MESSAGE] or _WRONG
        # A text that the checker makes may hold hidden values; one that it has word for word, not.
        return Difference("checker", detail if verdict in _texts(checker) else _WRONG, "", detail)
    name = type(verdict).__name__
    raise CheckerError(
        f"the checker gives {name} for value {position + 1}, not True, False or a text"
    )


@lru_cache(maxsize=200)
def _texts(checker: str) -> frozenset[str]:
    """The texts that stand in the checker word for word."""
    nodes = [node for node in ast.walk(ast.parse(checker)) if isinstance(node, ast.Constant)]
    return frozenset(node.value for node in nodes if isinstance(node.value, str))
