"""Run a problem's own checker: a cell run after the candidate's, with all values at once.

The checker is an author's code and never runs in the service. The candidate's process has ended by
then: what the checker gets of it are plain values, brought to the types that the problem states.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Event
from typing import Any

import numpy as np

from judge.compare import Difference, mistyped, non_finite
from judge.errors import JudgeError
from judge.opaque import Opaque
from judge.runner import Answer, Batch, Call, CellPool, Job, Limits
from judge.spec import Source, TypeMismatch
from judge.spec.types import Dims, ValueType

_LIMITS = Limits(cpu_seconds=5.0, memory_bytes=512 << 20)
_MAX_MESSAGE = 500
_WRONG = "The result does not have what is asked for."
_REFUSED = Difference("checker", _WRONG)
_NOT_REACHED = "it was not reached"
_ENDINGS = {"time": "it does not end", "memory": "it runs out of memory"}
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


@dataclass(frozen=True)
class _NoVerdict:
    """The checker has nothing to say of a value, and why."""

    reason: str
    kind: str
    """The same for candidates: in words that hold nothing of the checker."""


def check(
    source: Source, values: Sequence[Checked], pool: CellPool, cancel: Event | None = None
) -> list[Difference | None]:
    """Ask the problem's checker about each value; None where it is right.

    Values that are not of the stated type are wrong without asking. Raises CheckerError for a
    checker that has no verdict on one of them.
    """
    found = _ask(source, values, pool, cancel)
    for verdict in found:
        if isinstance(verdict, _NoVerdict):
            raise CheckerError(verdict.reason)
    return [verdict for verdict in found if not isinstance(verdict, _NoVerdict)]


def check_answers(
    source: Source, values: Sequence[Checked], pool: CellPool, cancel: Event | None = None
) -> list[Difference | None]:
    """The same of a candidate's values, which are wrong where they are too much for the checker.

    So they are only if it accepts the reference's own values in those tests; if it does not, it is
    the checker that fails, and CheckerError is raised.
    """
    found = _ask(source, values, pool, cancel)
    silent = [
        (v, said) for v, said in zip(values, found, strict=True) if isinstance(said, _NoVerdict)
    ]
    right = [replace(value, actual=value.expected) for value, _ in silent]
    if any(verdict is not None for verdict in _ask(source, right, pool, cancel)):
        raise CheckerError(silent[0][1].reason)
    return [_too_much(v) if isinstance(v, _NoVerdict) else v for v in found]


def _too_much(verdict: _NoVerdict) -> Difference:
    if verdict.kind == _NOT_REACHED:
        words = "Not checked: the checker could not work with the result of a test before."
    else:
        words = f"The checker cannot work with this result: {verdict.kind}."
    hint = "Look at its sizes, at its types, and at NaN and infinities."
    return Difference("checker", f"{words} {hint}")


def _ask(
    source: Source, values: Sequence[Checked], pool: CellPool, cancel: Event | None
) -> list[Difference | _NoVerdict | None]:
    """What the checker says of each value. Raises CheckerError if it does not load."""
    problem = source.problem
    assert problem.checker is not None
    found: list[Difference | _NoVerdict | None] = []
    calls = []
    asked = []
    for position, value in enumerate(values):
        kind = problem.returns.value_type if value.typed else None
        try:
            actual = _plain(kind, value)
        except TypeMismatch as error:
            found.append(mistyped(kind, value.actual, value.dims, str(error)))
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
    batch.parcel.close()
    if outcome.failure is not None:
        fault = outcome.failure.fault
        raise CheckerError(f"the checker does not load: {fault.type}: {fault.message}")
    for position, answer in zip(asked, outcome.answers, strict=False):
        found[position] = _verdict(problem.checker, answer, values[position], position + 1)
    rest = asked[len(outcome.answers) :]
    for position in rest:
        reason = f"the checker did not end in value {rest[0] + 1}: {outcome.ending}"
        words = _ENDINGS.get(outcome.ending, "it ends") if position == rest[0] else _NOT_REACHED
        found[position] = _NoVerdict(reason, words)
    return found


def _plain(kind: ValueType | None, value: Checked) -> Any:
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


def _verdict(
    checker: str, answer: Answer, value: Checked, number: int
) -> Difference | _NoVerdict | None:
    if answer.fault is not None:
        at = f" on line {answer.fault.line}" if answer.fault.line else ""
        text = f"{answer.fault.type}{at}: {answer.fault.message}"
        return _NoVerdict(f"the checker fails in value {number}: {text}", "it raises an exception")
    said = answer.value
    if isinstance(said, bool | np.bool_):
        return None if said else non_finite(value.expected, value.actual) or _REFUSED
    if isinstance(said, str):
        detail = said[:_MAX_MESSAGE] or _WRONG
        # A text that the checker makes may hold hidden values; one that it has word for word, not.
        return Difference("checker", detail if said in _texts(checker) else _WRONG, "", detail)
    reason = f"the checker gives {type(said).__name__} for value {number}"
    return _NoVerdict(f"{reason}, not True, False or a text", "it comes to no verdict")


@lru_cache(maxsize=200)
def _texts(checker: str) -> frozenset[str]:
    """The texts that stand in the checker word for word."""
    nodes = [node for node in ast.walk(ast.parse(checker)) if isinstance(node, ast.Constant)]
    return frozenset(node.value for node in nodes if isinstance(node.value, str))
