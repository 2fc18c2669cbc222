"""Prove a problem: make its tests, compute what is expected, see every wrong solution fail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from judge.compare import compare
from judge.errors import JudgeError
from judge.gate.checker import checker_faults
from judge.gate.gradient import prove_loss
from judge.judging import judge
from judge.mistakes import fault_text
from judge.published import Case, KnownMistake, Published, batch_of, limits_of
from judge.report import describe_fault
from judge.runner import (
    Answer,
    Batch,
    Call,
    CellDied,
    CellPool,
    Generation,
    Job,
    Limits,
    Outcome,
)
from judge.spec import Compare, Issue, Source, TypeMismatch
from judge.spec.types import Dims
from judge.verdict import Verdict

_GENERATION = Limits(cpu_seconds=10.0, memory_bytes=1 << 30)


class PublishError(JudgeError):
    """A problem that has not proved itself; `issues` has every reason found."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = issues


@dataclass(frozen=True)
class _Draft:
    """A test on its way: where it stands in the file, and its inputs once they are made."""

    case: Case
    field: tuple[str | int, ...]
    literal: Any = None


def publish(source: Source, pool: CellPool) -> Published:
    """Prove the problem and return it ready to judge with. Blocks.

    Raises PublishError with every reason why it cannot be published, and CellDied when the sandbox
    itself failed.
    """
    proof = _Proof(source, pool)
    return proof.conduct()


def prepare(source: Source, pool: CellPool) -> Published:
    """Return the problem with its tests and what the reference gives to them, not proven. Blocks.

    Raises PublishError where that cannot be had, and CellDied when the sandbox itself failed.
    """
    return _Proof(source, pool).prepare()


class _Proof:
    def __init__(self, source: Source, pool: CellPool) -> None:
        self._source = source
        self._problem = source.problem
        self._pool = pool
        self._issues: list[Issue] = []

    def prepare(self) -> Published:
        drafts = self._drafts()
        self._stop_if_failed()
        cases, seconds = self._expect(drafts)
        self._stop_if_failed()
        for fault in checker_faults(self._source, cases, self._pool):
            self._add(fault, "checker")
        loss = prove_loss(self._source, cases, self._pool)
        for fault in loss.faults:
            self._add(fault, "loss")
        self._stop_if_failed()
        cases = loss.cases
        time_s = self._problem.limits.seconds(seconds)
        return Published(self._source, self._pool.environment, time_s, cases, ())

    def conduct(self) -> Published:
        published = self.prepare()
        self._prove_starter(published)
        mistakes = self._prove_wrong(published)
        self._stop_if_failed()
        return replace(published, mistakes=mistakes)

    def _stop_if_failed(self) -> None:
        if self._issues:
            raise PublishError(self._issues)

    def _add(self, message: str, *field: str | int) -> None:
        self._issues.append(self._source.issue(message, *field))

    def _drafts(self) -> list[_Draft]:
        drafts: list[_Draft | None] = []
        for position, example in enumerate(self._problem.examples):
            field = ("examples", position)
            tolerance = self._problem.tolerance(example)
            draft = self._draft(example.name, example.inputs, False, example.call, field, tolerance)
            if draft and example.expected is not None:
                draft = replace(draft, literal=example.expected)
            drafts.append(draft)
        for position, test in enumerate(self._problem.tests):
            place = ("tests", position)
            tolerance = self._problem.tolerance(test)
            if test.inputs is not None:
                draft = self._draft(test.name, test.inputs, True, test.call, place, tolerance)
                if draft and test.expected is not None:
                    draft = replace(draft, literal=test.expected)
                drafts.append(draft)
                continue
            for index, inputs in enumerate(self._generate(position)):
                name = f"{test.name} {index + 1}" if test.count > 1 else test.name
                drafts.append(self._draft(name, inputs, True, test.call, place, tolerance))
        return [draft for draft in drafts if draft is not None]

    def _draft(
        self,
        name: str,
        inputs: dict[str, Any],
        hidden: bool,
        call: str | None,
        field: tuple[str | int, ...],
        tolerance: Compare,
    ) -> _Draft | None:
        dims: Dims = {}
        values = {}
        for parameter in self._problem.parameters:
            try:
                data = inputs[parameter.name]
                values[parameter.name] = parameter.value_type.coerce(data, dims)
            except TypeMismatch as error:
                message = f"{name!r}, parameter {parameter.name}: {error}"
                self._add(message, *field, "inputs", parameter.name)
        if len(values) < len(self._problem.parameters):
            return None
        return _Draft(Case(name, hidden, values, call, None, tolerance, dims), field)

    def _generate(self, position: int) -> list[dict[str, Any]]:
        test = self._problem.tests[position]
        names = tuple(parameter.name for parameter in self._problem.parameters)
        assert test.generate is not None
        batch = Batch(
            [Generation(test.generate, test.seed, index, names) for index in range(test.count)]
        )
        outcome = self._pool.run(Job("", (batch,), _GENERATION))
        field = ("tests", position, "generate")
        if not self._all_answered(outcome, "the generator", field):
            return []
        return [answer.value for answer in outcome.answers]

    def _all_answered(self, outcome: Outcome, who: str, field: Sequence[str | int]) -> bool:
        """Every case gave a value; otherwise the first thing that went wrong is an issue."""
        if outcome.failure:
            error = describe_fault(outcome.failure.fault, "")
            self._add(f"{who} fails: {error['type']}: {error['message']}", *field)
            return False
        for number, answer in enumerate(outcome.answers, 1):
            if answer.fault:
                text = f"{answer.fault.type}: {answer.fault.message}"
                self._add(f"{who} fails in case {number}: {text}", *field)
                return False
        if outcome.ending != "finished":
            number = len(outcome.answers) + 1
            self._add(f"{who} did not finish: {outcome.ending} limit in case {number}", *field)
            return False
        return True

    def _expect(self, drafts: list[_Draft]) -> tuple[tuple[Case, ...], float]:
        """The reference solution's values, computed twice, and the CPU seconds it took."""
        calls = [Call(draft.case.inputs, draft.case.call) for draft in drafts]
        stated = self._problem.limits
        limits = limits_of(self._problem, stated.time_s or stated.cap_s)
        job = Job(self._problem.solution, (batch_of(self._source, calls),), limits)
        first, second = self._pool.run(job), self._pool.run(job)
        for outcome in (first, second):
            if not self._all_answered(outcome, "the solution", ("solution",)):
                return (), 0.0
        cases = []
        for draft, one, two in zip(drafts, first.answers, second.answers, strict=True):
            case = draft.case
            if compare(one.value, two.value, Compare(rtol=0, atol=0)) is not None:
                self._add(f"the solution gives two answers to {case.name!r}", "solution")
            cases.append(replace(case, expected=self._typed(draft, one)))
        return tuple(cases), max(first.cpu_ms, second.cpu_ms) / 1000

    def _typed(self, draft: _Draft, answer: Answer) -> Any:
        """The reference's value as the signature states it; a literal one must agree."""
        kind = self._problem.returns.value_type
        default_call = draft.case.call is None
        value = answer.value
        try:
            if default_call:
                value = kind.coerce(value, dict(draft.case.dims))
        except TypeMismatch as error:
            self._add(f"{draft.case.name!r}: the solution's result: {error}", "returns", "type")
            return value
        if draft.literal is None:
            return value
        try:
            literal = kind.coerce(draft.literal, dict(draft.case.dims)) if default_call else value
        except TypeMismatch as error:
            self._add(f"{draft.case.name!r}: {error}", *draft.field, "expected")
            return value
        if compare(literal, value, draft.case.tolerance):
            message = f"{draft.case.name!r}: the solution's result is another"
            self._add(message, *draft.field, "expected")
        return literal

    def _prove_starter(self, published: Published) -> None:
        report = judge(published, self._problem.starter, self._pool)
        if report.verdict is Verdict.JUDGE_ERROR:
            if self._problem.checker is not None:
                self._add(report.fault, "checker")
                return
            raise CellDied("the sandbox failed while a problem was being proved")
        if report.verdict is Verdict.ACCEPTED:
            self._add("the starter is accepted as it stands", "starter")

    def _prove_wrong(self, published: Published) -> tuple[KnownMistake, ...]:
        mistakes = []
        for position, wrong in enumerate(self._problem.wrong):
            report = judge(published, wrong.code, self._pool)
            if report.verdict is not wrong.verdict:
                message = f"{wrong.name!r} draws {report.verdict}, not {wrong.verdict}"
                self._add(message, "wrong", position, "verdict")
            elif wrong.verdict in (Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR):
                mistakes.append(self._mistake(published, wrong.name, wrong.message, wrong.code))
        return tuple(mistakes)

    def _mistake(self, published: Published, name: str, message: str, code: str) -> KnownMistake:
        batch = published.batch(published.cases)
        outcome = self._pool.run(Job(code, (batch,), published.limits))
        values = [
            (False, fault_text(answer.fault)) if answer.fault else (True, answer.value)
            for answer in outcome.answers
        ]
        values += [(False, None)] * (len(published.cases) - len(values))
        return KnownMistake(name, message, tuple(values))
