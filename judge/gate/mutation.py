"""Judges the mutants of a reference solution: do the tests tell each of them from it?

Theory of operation: a run of a cell costs far more than what a mutant computes in a test. So many
mutants go into one run, each in a namespace of its own, every one of its calls a case of the batch.
First each mutant takes a few tests, which most do not survive; who does takes the others. Whoever
is left then is judged alone as a submission would be, and so is whoever brought its run to an end
or was stopped for its time: only a submission's own limit says whether it is too slow.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

from judge.checking import Checked, CheckerError, check
from judge.compare import compare
from judge.gate.company import most_together, run_together
from judge.gate.findings import Findings
from judge.gate.mutants import Mutant, mutants
from judge.gate.progress import OnProgress, Step
from judge.judging import judge
from judge.proof import MutationResult, Survivor
from judge.published import Published
from judge.runner import Answer, CellDied, CellPool
from judge.verdict import Verdict

MOST_SURVIVING = 0.05
"""A problem whose tests let a larger share of the mutants live is not published."""
_FIRST_TESTS = 2
_CHECKED_AT_ONCE = 100


def judge_mutants(
    published: Published,
    pool: CellPool,
    reference: Sequence[Answer],
    findings: Findings,
    on_progress: OnProgress,
) -> MutationResult:
    """Judge every mutant against every test and find what is wrong with that.

    `reference` are the reference solution's answers, case by case. Entries of `equivalent` that
    name no mutant, or one that fails a test, are issues; so are too many survivors.
    """
    problem = published.problem
    found = mutants(problem.solution, problem.function)
    judging = _Judging(published, pool, found, reference, on_progress)
    alive = judging.survivors()
    named = _named(published, found, findings)
    for id_, position in named.items():
        if id_ not in alive and judging.is_refuted(next(m for m in found if m.id == id_)):
            words = "a test fails for this mutant, so it is not equivalent"
            findings.add(words, "equivalent", position, "mutant")
    alive |= set(named)
    survivors = tuple(
        Survivor(m.kind, _file_line(published, m), m.id, m.before, m.after)
        for m in found
        if m.id in alive and m.id not in named
    )
    killed = len(found) - len(alive)
    result = MutationResult(len(found), killed, len(alive) - len(survivors), survivors)
    _report(published, result, findings)
    on_progress(result)
    return result


@dataclass(frozen=True)
class _Group:
    """Mutants that share a run, and the tests that they take."""

    mutants: tuple[Mutant, ...]
    tests: tuple[int, ...]


class _Judging:
    def __init__(
        self,
        published: Published,
        pool: CellPool,
        found: Sequence[Mutant],
        reference: Sequence[Answer],
        on_progress: OnProgress,
    ) -> None:
        self._published = published
        self._cases = published.cases
        self._pool = pool
        self._mutants = found
        self._milliseconds = [answer.time_ms for answer in reference]
        self._on_progress = on_progress
        self._slow = set[str]()

    def survivors(self) -> set[str]:
        """The ids of the mutants that pass every test."""
        alive = set[str]()
        self._step(len(self._mutants))
        first = self._first_tests()
        rest = tuple(i for i in range(len(self._cases)) if i not in first)
        unsure = self._pass(self._mutants, first)
        self._step(len(unsure))
        unsure = self._pass(unsure, rest)
        self._step(len(unsure))
        with ThreadPoolExecutor(self._pool.size) as threads:
            for mutant, passes in zip(unsure, threads.map(self._passes_alone, unsure), strict=True):
                if passes:
                    alive.add(mutant.id)
        self._step(0)
        return alive

    def _step(self, left: int) -> None:
        total = len(self._mutants)
        self._on_progress(Step("mutants", total - left, total))

    def _first_tests(self) -> tuple[int, ...]:
        """Tests that are quick and yet not the trivial ones: the last, and one of the middle."""
        usual = sorted(self._milliseconds)[len(self._milliseconds) // 2]
        quick = [i for i, t in enumerate(self._milliseconds) if t <= 2 * usual]
        return tuple({quick[-1], quick[len(quick) // 2]})[:_FIRST_TESTS]

    def _pass(self, found: Sequence[Mutant], tests: tuple[int, ...]) -> list[Mutant]:
        """Those that pass the tests, or could not be judged in company."""
        if not tests:
            return list(found)
        with ThreadPoolExecutor(self._pool.size) as threads:
            groups = list(self._groups([m for m in found if m.id not in self._slow], tests))
            left = {m.id for part in threads.map(self._run, groups) for m in part}
        return [mutant for mutant in found if mutant.id in left | self._slow]

    def _groups(self, found: Sequence[Mutant], tests: tuple[int, ...]) -> Iterator[_Group]:
        most = most_together(self._published, tests)
        parts = max(self._pool.size if len(found) * len(tests) > 20 else 1, -(-len(found) // most))
        for part in range(parts):
            if found[part::parts]:
                yield _Group(tuple(found[part::parts]), tests)

    def _run(self, group: _Group) -> list[Mutant]:
        """The mutants of a group that pass its tests, or that ended the run."""
        left: list[Mutant] = []
        waiting = group.mutants
        while waiting:
            wrong, reached = self._run_once(waiting, group.tests)
            finished = reached == len(waiting) * len(group.tests)
            judged = len(waiting) if finished else reached // len(group.tests)
            left += [m for number, m in enumerate(waiting[:judged]) if number not in wrong]
            if not finished and judged not in wrong:
                left.append(waiting[judged])
            waiting = waiting[judged + 1 :]
        return left

    def _run_once(self, some: tuple[Mutant, ...], tests: tuple[int, ...]) -> tuple[set[int], int]:
        """Which mutants failed, and how many of all calls were answered."""
        wrong: set[int] = set()
        unchecked: list[tuple[int, Checked]] = []
        answers = run_together(self._published, self._pool, some, tests, self._milliseconds)
        for index, answer in enumerate(answers):
            number, case = index // len(tests), self._cases[tests[index % len(tests)]]
            if number in wrong or some[number].id in self._slow:
                continue
            if answer.fault is not None and answer.fault.type == TimeoutError.__name__:
                self._slow.add(some[number].id)
            elif answer.fault is not None:
                wrong.add(number)
            elif case.tolerance.mode == "checker":
                default = case.call is None
                value = Checked(case.inputs, case.expected, answer.value, case.dims, default)
                unchecked.append((number, value))
            elif compare(case.expected, answer.value, case.tolerance) is not None:
                wrong.add(number)
        return wrong | self._refused(unchecked), len(answers)

    def _refused(self, values: list[tuple[int, Checked]]) -> set[int]:
        """The mutants of which the problem's checker refuses a value."""
        wrong: set[int] = set()
        for start in range(0, len(values), _CHECKED_AT_ONCE):
            some = values[start : start + _CHECKED_AT_ONCE]
            # If it fails, they are judged one by one, and what fails then has failed by itself.
            with suppress(CheckerError):
                found = check(self._published.source, [value for _, value in some], self._pool)
                wrong |= {n for (n, _), difference in zip(some, found, strict=True) if difference}
        return wrong

    def is_refuted(self, mutant: Mutant) -> bool:
        """Whether a test tells the mutant from the reference, by more than the time it takes.

        How much time that is depends on the machine; what its author says of it must not.
        """
        return self._verdict_alone(mutant) not in (Verdict.ACCEPTED, Verdict.TIME_LIMIT_EXCEEDED)

    def _passes_alone(self, mutant: Mutant) -> bool:
        return self._verdict_alone(mutant) is Verdict.ACCEPTED

    def _verdict_alone(self, mutant: Mutant) -> Verdict:
        """Judged as a submission, up to the first test that fails."""
        failed = Event()

        def look(_: int, test: dict[str, Any]) -> None:
            if test["verdict"] != Verdict.ACCEPTED:
                failed.set()

        report = judge(self._published, mutant.code, self._pool, on_test=look, cancel=failed)
        if report.verdict is Verdict.JUDGE_ERROR and self._published.problem.checker is None:
            raise CellDied("the sandbox failed while a mutant was judged")
        return report.verdict


def _named(published: Published, found: Sequence[Mutant], findings: Findings) -> dict[str, int]:
    """The mutants that the author calls equivalent, by id, and the entry that does."""
    named: dict[str, int] = {}
    for position, entry in enumerate(published.problem.equivalent):
        wanted = _words(entry.mutant)
        matching = [m.id for m in found if wanted in (_words(m.id), _words(m.after))]
        place = ("equivalent", position, "mutant")
        if not matching:
            findings.add("no mutant is named so: `BEFORE -> AFTER`, as the gate prints it", *place)
        elif len(matching) > 1:
            findings.add(f"{len(matching)} mutants are named so: write {matching[0]!r}", *place)
        else:
            named[matching[0]] = position
    return named


def _words(text: str) -> str:
    """The text whichever way it was wrapped."""
    return " ".join(text.split())


def _report(published: Published, result: MutationResult, findings: Findings) -> None:
    refused = result.surviving_share > MOST_SURVIVING
    say = findings.add if refused else findings.warn
    if refused:
        counted = result.total - result.equivalent
        findings.add(
            f"{len(result.survivors)} of {counted} mutants of the solution pass every test"
            f" ({result.surviving_share:.1%}, at most {MOST_SURVIVING:.0%} may): add tests that"
            " fail for them, or say under `equivalent` why they are right",
            "tests",
        )
    for survivor in result.survivors:
        text = f"passes every test ({survivor.kind}): {survivor.mutant}"
        say(text, "solution", line=survivor.line)


def _file_line(published: Published, mutant: Mutant) -> int:
    """Where a line of the solution is in the file."""
    source = published.source
    key = source.lines.get(("solution",), 1)
    lines = source.text.split("\n")
    at = key + mutant.line
    stands = at <= len(lines) and mutant.before.startswith(lines[at - 1].strip())
    return at if stands else key
