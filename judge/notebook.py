"""Run the code cells of a lab: one after another in one namespace, as a notebook does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from judge.present import present, present_drawing
from judge.report import describe_fault
from judge.runner import Batch, Call, CellPool, FigureLimits, Job, Limits, Outcome, OwnFunction

# The cells before the wanted one are run again and draw again; nothing of it is stored.
_FIGURES = FigureLimits(all=60, bytes=8 << 20)
# The value of a cell is that of its last line, if that is an expression. What is said of the names
# is text, made where they are: an array of any size may be looked into.
_DRIVER = """
import ast as _ast
import types as _types

import numpy as _np


def _run(number):
    tree = _ast.parse(_cells[number], "solution.py")
    last = tree.body[-1] if tree.body else None
    if isinstance(last, _ast.Expr):
        tree.body.pop()
    exec(compile(tree, "solution.py", "exec"), globals())
    if isinstance(last, _ast.Expr):
        return eval(compile(_ast.Expression(last.value), "solution.py", "eval"), globals())


def _kind(value):
    if isinstance(value, _np.ndarray):
        return f"{value.dtype} {value.shape}"
    if isinstance(value, (list, tuple, dict, str, set)):
        return f"{type(value).__name__} of {len(value)}"
    return type(value).__name__


def _names():
    found = []
    with _np.printoptions(threshold=40, edgeitems=3, precision=4, linewidth=80):
        for name, value in list(globals().items()):
            if name.startswith("_") or isinstance(value, _types.ModuleType) or len(found) >= 60:
                continue
            text = "" if callable(value) else repr(value)[:400]
            found.append([name[:80], _kind(value)[:80], text])
    return found
"""


@dataclass(frozen=True)
class CellResult:
    """What a cell has come to: `value` as `judge.present` has it, or an exception."""

    stdout: str
    value: dict[str, Any] | None
    error: dict[str, Any] | None
    figures: tuple[dict[str, Any], ...] = ()
    """What it drew, as `judge.present` has it."""


@dataclass(frozen=True)
class Name:
    """A name that the cells have defined."""

    name: str
    kind: str
    text: str
    """Its value in short; empty for functions and classes."""


@dataclass(frozen=True)
class Notebook:
    """The cells that ran, as far as they came."""

    cells: tuple[CellResult, ...]
    names: tuple[Name, ...]
    outcome: Outcome
    """How it ended; the last cell without a result is the one that did not."""


def run_cells(
    cells: list[str], pool: CellPool, limits: Limits, own: Sequence[OwnFunction] = ()
) -> Notebook:
    """Run cells up to the first one that fails. Blocks. Raises CellDied, Cancelled.

    `own`: the functions of tasks that the cells can call from the first on.
    """
    calls = [Call({}, f"_run({number})") for number in range(len(cells))]
    batch = Batch(
        [*calls, Call({}, "_names()")], setup=(_DRIVER,), own=tuple(own), figures=_FIGURES
    )
    outcome = pool.run(Job(f"_cells = {cells!r}", (batch,), limits))
    results = []
    if outcome.failure is not None:  # of an own function: the cells themselves load when they run
        shown = describe_fault(outcome.failure.fault, "", own)
        return Notebook((CellResult(outcome.stdout, None, shown),), (), outcome)
    for code, answer in zip(cells, outcome.answers, strict=False):
        fault = answer.fault
        error = None if fault is None else describe_fault(fault, code, own)
        value = None if fault or answer.value is None else present(answer.value)
        figures = tuple(present_drawing(figure) for figure in answer.figures)
        results.append(CellResult(answer.stdout, value, error, figures))
        if fault is not None:
            return Notebook(tuple(results), (), outcome)
    last = outcome.answers[-1].value if len(outcome.answers) > len(cells) else None
    return Notebook(tuple(results), _names_of(last), outcome)


def _names_of(value: Any) -> tuple[Name, ...]:
    """The child's word on its names, which may be anything."""
    if not isinstance(value, list):
        return ()
    rows = [row for row in value if isinstance(row, list) and len(row) == 3]
    return tuple(Name(*(str(part)[:400] for part in row)) for row in rows[:60])
