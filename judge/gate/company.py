"""Runs many mutants in one job of a cell: a run costs far more than what a mutant computes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.gate.mutants import Mutant
from judge.published import Case, Published
from judge.runner import Answer, Batch, Call, CellPool, Job, Limits

_CALLS = 1500
_BYTES = 8 << 20
# A mutant may take several times what the reference does before it counts as endless.
_SLACK, _LEAST_SECONDS = 5.0, 0.1
_OUTPUT_BYTES = 1 << 20
_MIB = 1 << 20

# Runs in a cell. A mutant that failed once has failed: its other calls are not made.
_DRIVER = """
import signal
import warnings

warnings.simplefilter("ignore")
_spaces = {}
_failed = set()

def _stop(*_):
    raise TimeoutError("far slower than the reference")

signal.signal(signal.SIGVTALRM, _stop)

def _space(number):
    if number not in _spaces:
        space = {"__name__": "solution"}
        for text in _setup:
            exec(text, space)
        exec(compile(_programs[number], "solution.py", "exec"), space)
        _spaces[number] = space
    return _spaces[number]

def _mutant(number, call, inputs):
    if number in _failed:
        raise RuntimeError("failed before")
    signal.setitimer(signal.ITIMER_VIRTUAL, _seconds)
    try:
        return eval(call, {**_space(number), **inputs})
    except BaseException:
        _failed.add(number)
        raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
"""


def most_together(published: Published, tests: Sequence[int]) -> int:
    """How many mutants may share a run in which each takes these tests."""
    size = sum(_size_of(published.cases[i].inputs) for i in tests)
    return max(1, min(_CALLS // len(tests), _BYTES // max(1, size)))


def run_together(
    published: Published,
    pool: CellPool,
    some: Sequence[Mutant],
    tests: Sequence[int],
    milliseconds: Sequence[float],
) -> Sequence[Answer]:
    """The answers to the tests, mutant by mutant; fewer when one of them brought the run to an end.

    `milliseconds` are what the reference takes, case by case. A mutant that failed in a test fails
    in all that follow.
    """
    problem = published.problem
    cases = [published.cases[i] for i in tests]
    calls = [
        Call(case.inputs, _expression(published, number, case))
        for number in range(len(some))
        for case in cases
    ]
    reference = sum(milliseconds[i] for i in tests) / 1000
    alone = max(_LEAST_SECONDS, _SLACK * reference)
    head = {
        "_programs": [mutant.code for mutant in some],
        "_setup": [*published.source.references, problem.setup],
        "_seconds": alone,
    }
    code = _DRIVER + "".join(f"{name} = {value!r}\n" for name, value in head.items())
    batch = Batch(calls, problem.default_call, callables=problem.callables)
    limits = Limits(
        cpu_seconds=2 + len(some) * (alone + 0.01),
        memory_bytes=published.limits.memory_bytes + 64 * _MIB,
        output_bytes=_OUTPUT_BYTES,
    )
    answers = pool.run(Job(code, (batch,), limits)).answers
    batch.parcel.close()
    return answers


def _expression(published: Published, number: int, case: Case) -> str:
    call = case.call or published.problem.default_call
    inputs = ", ".join(f"{name!r}: {name}" for name in case.inputs)
    return f"_mutant({number}, {call!r}, {{{inputs}}})"


def _size_of(value: Any) -> int:
    """Bytes that an input takes in a batch, roughly."""
    if isinstance(value, np.ndarray):
        return value.nbytes + 64
    if isinstance(value, dict):
        return sum(map(_size_of, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_size_of, value))
    return len(value) if isinstance(value, str) else 16
