"""What judging came to, and what of it a candidate may see.

Of a hidden test: its name, its verdict, a time in whole milliseconds, and a diagnosis in words
of ours: no value, nothing that the program printed or raised, and in the diagnosis no size, key or
type's name of the program's choosing, in which it could write a value down (`Difference.text`,
`fault_in_words`, `judge.diagnosis`). The figures of the whole are rounded for the same reason.
"""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from judge.diagnosis import Diagnosis
from judge.gradients import GradientCheck
from judge.present import present, present_drawing
from judge.published import CaseView
from judge.runner import Drawing, Fault, OwnFunction
from judge.spec import Compare
from judge.verdict import Verdict

_CLOSE = {"rtol", "atol", "mode"}
_LIBRARY_ERRORS = frozenset({"LinAlgError", "AxisError", "_ArrayMemoryError", "UFuncTypeError"})


@dataclass(frozen=True)
class TestReport:
    """One test. The fields from `view` on are empty for hidden ones, whatever happened."""

    name: str
    hidden: bool
    verdict: Verdict
    time_ms: float
    diagnosis: Diagnosis | None = None
    note: str | None = None
    """What was taken for something else, though it is right."""
    view: CaseView | None = None
    actual: tuple[Any] | None = None
    """The value, in a tuple of one; None where there is none."""
    stdout: str = ""
    figures: tuple[Drawing, ...] = ()
    error: dict[str, Any] | None = None
    tolerance: Compare | None = None
    """How close the value has to be."""
    difference: Any = None
    """Of a wrong value: what came less what was expected, where that can be had."""
    gradients: tuple[GradientCheck, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As candidates see it."""
        shared = {
            "name": self.name,
            "hidden": self.hidden,
            "verdict": self.verdict.value,
            # Coarse where it could carry a message out: a program can take its time on purpose.
            "time_ms": round(self.time_ms, 0 if self.hidden else 3),
            "diagnosis": self.diagnosis.to_json() if self.diagnosis else None,
            "note": self.note,
        }
        if self.view is None:
            return shared
        return shared | {
            "inputs": self.view.inputs,
            "expected": self.view.expected,
            "actual": present(self.actual[0]) if self.actual else None,
            "stdout": self.stdout,
            "figures": [present_drawing(figure) for figure in self.figures],
            "error": self.error,
            "compare": self.tolerance.model_dump(include=_CLOSE) if self.tolerance else None,
            "difference": None if self.difference is None else present(self.difference),
            "gradient_check": [check.to_json() for check in self.gradients],
        }


@dataclass(frozen=True)
class Report:
    """A judged submission or run."""

    verdict: Verdict
    tests: tuple[TestReport, ...]
    time_ms: float
    """CPU time, user and system, measured outside the candidate's process."""
    memory_kib: int
    """Memory beyond a fresh process's, measured outside too."""
    diagnosis: Diagnosis | None = None
    error: dict[str, Any] | None = None
    """Why no test was reached: syntax, rules, or an exception while loading."""
    stdout: str = ""
    """Printed while loading."""
    fault: str = ""
    """Why the judge failed: for the log and the problem's author, not for candidates."""

    @property
    def total(self) -> int:
        """Number of tests."""
        return len(self.tests)

    @property
    def passed(self) -> int:
        """Number of tests accepted."""
        return sum(test.verdict is Verdict.ACCEPTED for test in self.tests)

    @property
    def score(self) -> float:
        """The share of tests passed, 0 to 1."""
        return self.passed / self.total if self.tests else 0.0

    def _shown(self, figure: float) -> float:
        """Two digits of a figure: a program can use as much as it likes, to say something by it."""
        return float(f"{figure:.1e}") if any(test.hidden for test in self.tests) else figure

    def to_json(self) -> dict[str, Any]:
        """As candidates see it: no entry of a hidden test."""
        return {
            "verdict": self.verdict.value,
            "score": round(self.score, 4),
            "passed": self.passed,
            "total": self.total,
            "time_ms": self._shown(self.time_ms),
            "memory_kib": int(self._shown(self.memory_kib)),
            "diagnosis": self.diagnosis.to_json() if self.diagnosis else None,
            "error": self.error,
            "stdout": self.stdout,
            "tests": [test.to_json() for test in self.tests],
        }


def describe_fault(fault: Fault, code: str, own: Sequence[OwnFunction] = ()) -> dict[str, Any]:
    """An exception as a candidate may see it where nothing hidden was in reach: with its text.

    `own`: the candidate's functions of earlier problems that the code could call.
    """
    trace = ["Traceback (most recent call last):"]
    for frame in fault.frames:
        theirs = None if frame.own is None or frame.own >= len(own) else own[frame.own]
        place = f" of your own {theirs.name}" if theirs else ""
        trace.append(f"  line {frame.line}{place}, in {frame.name}")
        lines = (theirs.code if theirs else code).split("\n")
        if 0 < frame.line <= len(lines):
            trace.append(f"    {lines[frame.line - 1].strip()[:200]}")
    trace.append(f"{fault.type}: {fault.message}" if fault.message else fault.type)
    return {
        "type": fault.type,
        "message": fault.message,
        "line": fault.line,
        "traceback": "\n".join(trace),
    }


def fault_in_words(fault: Fault, lines: int, own: Sequence[OwnFunction] = ()) -> str:
    """An exception in a hidden test: its kind and line, never its text, which may hold inputs.

    `lines` is how many the code has: a line beyond was made up.
    """
    kind = getattr(builtins, fault.type, None)
    known = isinstance(kind, type) and issubclass(kind, BaseException)
    name = fault.type if known or fault.type in _LIBRARY_ERRORS else "An exception"
    where = f" on line {fault.line}" if fault.line and fault.line <= lines else ""
    return f"{name}{where}{inside_own(fault, own)}."


def inside_own(fault: Fault, own: Sequence[OwnFunction]) -> str:
    """In words, that the exception was raised in a function of an earlier problem; else nothing."""
    last = fault.frames[-1].own if fault.frames else None
    return "" if last is None or last >= len(own) else f", inside your own {own[last].name}"
