"""Keeps what mutants of the reference give in a few tests, for `judge.diagnosis.slips`."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from judge.compare import compare
from judge.diagnosis.plan import leaves
from judge.diagnosis.slips import WORDS, Slip
from judge.gate.company import most_together, run_together
from judge.gate.habits import habits
from judge.gate.mutants import Mutant, mutants
from judge.published import Case, Published
from judge.runner import Answer, CellPool

_TESTS = 6
_MOST_ENTRIES = 400
_MOST_SLIPS = 300


def keep_slips(published: Published, pool: CellPool, reference: Sequence[Answer]) -> Published:
    """Return the problem with the values of those mutants that fail one of the chosen tests.

    Mutants that raise or that do not end say so by themselves; only the values of others are kept.
    """
    tests = _choose(published.cases)
    problem = published.problem
    made = [*habits(problem.solution), *mutants(problem.solution, problem.function)]
    found = [mutant for mutant in made if mutant.kind in WORDS]
    if not tests or not found:
        return published
    milliseconds = [answer.time_ms for answer in reference]
    most = min(most_together(published, tests), -(-len(found) // pool.size))
    groups = [found[start : start + most] for start in range(0, len(found), most)]

    def run(group: Sequence[Mutant]) -> list[Slip]:
        answers = run_together(published, pool, group, tests, milliseconds)
        return _slips(published, group, tests, answers)

    with ThreadPoolExecutor(pool.size) as threads:
        slips = [slip for some in threads.map(run, groups) for slip in some]
    return replace(published, slips=tuple(slips[:_MOST_SLIPS]), slip_tests=tests)


def _choose(cases: Sequence[Case]) -> tuple[int, ...]:
    """Tests with small results, spread over all: the hidden ones know more than the shown."""
    fit = [
        index
        for index, case in enumerate(cases)
        if case.call is None and case.tolerance.mode == "value" and _is_small(case.expected)
    ]
    if len(fit) <= _TESTS:
        return tuple(fit)
    places = np.linspace(0, len(fit) - 1, _TESTS).round().astype(int)
    return tuple(fit[place] for place in places)


def _is_small(value: Any) -> bool:
    sizes = [array.size for _, array in leaves(value)]
    return 0 < sum(sizes) <= _MOST_ENTRIES


def _slips(
    published: Published, group: Sequence[Mutant], tests: Sequence[int], answers: Sequence[Answer]
) -> list[Slip]:
    found = []
    cases = [published.cases[index] for index in tests]
    for number, mutant in enumerate(group):
        mine = answers[number * len(tests) : (number + 1) * len(tests)]
        if len(mine) < len(tests):
            continue
        values = tuple((not answer.fault, answer.value) for answer in mine)
        if not all(_is_small(value) for given, value in values if given):
            continue
        if any(
            given and compare(case.expected, value, case.tolerance)
            for case, (given, value) in zip(cases, values, strict=True)
        ):
            found.append(Slip(mutant.kind, values))
    return found
