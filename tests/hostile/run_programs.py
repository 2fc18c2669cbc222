"""Run hostile programs in one cell, an honest one after each; print what was seen as JSON lines.

    python -m tests.hostile.run_programs --launcher process [--out FILE] [GROUP/NAME ...]

A command of its own, so that it can be started as another user.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare import compare
from judge.opaque import Opaque
from judge.present import present
from judge.runner import Answer, Batch, Call, CellPool, Job, LauncherOptions, Limits, Outcome
from judge.spec.model import Compare
from tests.hostile import program as programs
from tests.hostile.program import Given, Program

_TEXT = 1000
_KIB = 1 << 10
_HONEST = Job(
    "def f(x):\n    return x + 1",
    (Batch([Call({"x": np.arange(3.0)})], call="f(x)", function="f"),),
)


@dataclass(frozen=True)
class _GivenLimits(Limits):
    """Limits with a shorter wait: programs that only sleep should not hold the suite up."""

    wall: float = 1.0

    @property
    def wall_seconds(self) -> float:
        return self.wall


def _inputs(given: Given) -> list[NDArray[np.float64]]:
    return [np.arange(float(given.length)) + i for i in range(given.inputs)] * given.batches


def _expected(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """What an answer would have to be to count as right; in no program's reach."""
    return x + 1


def _patiently(program: Program) -> Program:
    """The same with ten times the time, where it is not time that ends it."""
    endings = [term.text for term in program.terms if term.key == "ending"]
    if any("time" in text for text in endings):
        return program
    given = program.given
    longer = replace(
        given, cpu_seconds=10 * given.cpu_seconds, wall_seconds=10 * given.wall_seconds
    )
    return replace(program, given=longer)


def _job(source: str, given: Given) -> Job:
    batch = Batch(
        [Call({"x": x}) for x in _inputs(given)[: given.inputs]],
        call="attack(x)",
        function="attack",
    )
    limits = _GivenLimits(
        cpu_seconds=given.cpu_seconds,
        memory_bytes=given.memory_mib * _KIB * _KIB,
        output_bytes=given.output_kib * _KIB,
        answer_bytes=given.answer_kib * _KIB,
        wall=given.wall_seconds,
    )
    return Job(source, (batch,) * given.batches, limits)


def _text(value: Any) -> str:
    """A value as expectations name it: text as it is, `<type>` for what could not be sent."""
    if isinstance(value, Opaque):
        return f"<{value.type_name}>"
    return value if isinstance(value, str) else repr(value)[:_TEXT]


def _is_right(x: NDArray[np.float64], answer: Answer) -> bool:
    return answer.fault is None and compare(_expected(x), answer.value, Compare()) is None


def _show(outcome: Outcome) -> None:
    """What candidates are shown has to survive the way to them, whatever it holds."""
    shown = [present(answer.value) for answer in outcome.answers if not answer.fault]
    json.dumps(shown, allow_nan=False, ensure_ascii=False).encode()


def _observe(outcome: Outcome) -> dict[str, Any]:
    faults = [answer.fault for answer in outcome.answers if answer.fault]
    if outcome.failure:
        faults.append(outcome.failure.fault)
    return {
        "ending": outcome.ending,
        "signal": outcome.signal,
        "status": outcome.status,
        "failure": outcome.failure.stage if outcome.failure else None,
        "fault": [fault.type for fault in faults],
        "message": [fault.message[:_TEXT] for fault in faults],
        "value": [_text(answer.value) for answer in outcome.answers if not answer.fault],
        "stdout": ("".join(a.stdout for a in outcome.answers) + outcome.stdout)[:_TEXT],
        "answers": len(outcome.answers),
        "cpu_ms": outcome.cpu_ms,
        "memory_kib": outcome.memory_kib,
    }


def _attempt(pool: CellPool, program: Program) -> dict[str, Any]:
    """One submission of the program, then the honest one, in the same pool."""
    before = pool.cells()
    begun, worked = time.monotonic(), time.thread_time()
    try:
        if program.before is not None:
            pool.run(_job(program.before, program.given))
            begun, worked = time.monotonic(), time.thread_time()
        outcome = pool.run(_job(program.source, program.given))
        seconds = time.monotonic() - begun
        right = sum(map(_is_right, _inputs(program.given), outcome.answers))
        _show(outcome)
        worked = time.thread_time() - worked
        seen = {
            **_observe(outcome),
            "right": right,
            "seconds": round(seconds, 3),
            "judge_ms": round(worked * 1000, 1),
        }
    except Exception as error:  # noqa: BLE001  ours, which is what the suite is there to find
        seen = {"error": f"{type(error).__name__}: {error}"[:_TEXT]}
    honest = pool.run(_HONEST)
    accepted = [_is_right(np.arange(3.0), answer) for answer in honest.answers]
    seen["honest"] = honest.ending == "finished" and accepted == [True]
    seen["replaced"] = pool.cells() != before
    return seen


def run(names: list[str], launcher: str, runtime: str | None) -> Iterator[dict[str, Any]]:
    """The result of each program: its name, and what was seen in each of its runs."""
    options = LauncherOptions(runtime=runtime)
    with CellPool.start(cells=1, launcher=launcher, options=options) as pool:
        for name in names:
            program = programs.load(name)
            if runtime is not None:  # a kernel of its own takes its time for each call
                program = _patiently(program)
            seen = [_attempt(pool, program) for _ in range(program.given.runs)]
            yield {"program": name, "runs": seen}


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--launcher", default="process")
    parser.add_argument("--runtime", help="docker: another runtime of the engine's")
    parser.add_argument("--out", default="-", help="a file; standard output by default")
    parser.add_argument("programs", nargs="*", metavar="GROUP/NAME")
    options = parser.parse_args()
    with open(1 if options.out == "-" else options.out, "w", encoding="utf-8") as out:
        for result in run(options.programs or programs.names(), options.launcher, options.runtime):
            print(json.dumps(result), file=out, flush=True)


if __name__ == "__main__":
    main()
