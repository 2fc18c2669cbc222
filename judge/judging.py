"""Judge a submission against a published problem, or run code on shown inputs.

Theory of operation
-------------------
The child gets the shown tests first and the hidden ones only when it has answered those, so that
nothing it prints or raises in a shown test can carry a hidden input. Answers are compared here as
they come, outside the sandbox, with values that never leave this process.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Event
from typing import Any

from judge.afresh import KEPT, depends_on_calls, is_worth_asking
from judge.changes import find_changes, has_large_input
from judge.checking import Checked, CheckerError, check_answers
from judge.compare import Difference, difference_of, is_same, note
from judge.diagnosis import Diagnosis, Judged, lay
from judge.explain import explain
from judge.gradients import check_gradients
from judge.own_inputs import InputError, own_cases
from judge.published import NO_OWN, Case, CaseView, Own, Published, own_functions
from judge.report import Report, TestReport, describe_fault, fault_in_words, inside_own
from judge.runner import Answer, Batch, CellDied, CellPool, Fault, FigureLimits, Job, Outcome
from judge.verdict import Verdict

log = logging.getLogger(__name__)

OnTest = Callable[[int, dict[str, Any]], None]

_STAGES = {
    "syntax": Verdict.SYNTAX_ERROR,
    "forbidden": Verdict.FORBIDDEN,
    "undefined": Verdict.RUNTIME_ERROR,
    "load": Verdict.RUNTIME_ERROR,
}
_NOT_RUN = Diagnosis("not_run", "Not run, because of what happened before.")
_VALUES = ("value", "imprecise")
_ONLY_HIDDEN = (
    "The examples are right, hidden tests are not: run inputs of your own, such as other sizes, one"
    " sample, zeros, equal entries, negative and large numbers."
)
# What the cell raises when a rule is broken while the code runs.
_BREACH = "ForbiddenError"


def judge(
    published: Published,
    code: str,
    pool: CellPool,
    *,
    own: Own = NO_OWN,
    on_test: OnTest | None = None,
    cancel: Event | None = None,
) -> Report:
    """Judge `code` against every test. Blocks; may be called from any thread.

    `own` has the candidate's accepted code of problems that this one uses; of the others the code
    calls the reference's functions.
    `on_test(index, test)` gets each test as it is judged, as candidates see it. A sandbox that
    failed twice gives the verdict `judge_error`. Raises InputError for code that is too large.
    """
    # The first batch has the setup; without own functions it is in memory already.
    first = published.batch(published.shown, own) if own else published.example_batch
    batches = (first, published.hidden_batch)
    return _Judging(published, code, published.cases, on_test, own).conduct(pool, batches, cancel)


def run(
    published: Published,
    code: str,
    pool: CellPool,
    *,
    inputs: Sequence[dict[str, Any]] | None = None,
    own: Own = NO_OWN,
    on_test: OnTest | None = None,
    cancel: Event | None = None,
) -> Report:
    """Run `code` on the examples, or on inputs of the caller's own beside the reference's answers.

    Raises InputError when such inputs do not fit the signature or the reference fails on them.
    """
    cases = published.shown if inputs is None else own_cases(published, inputs, pool)
    kept = inputs is None and not own
    batch = published.drawn_batch if kept else published.batch(cases, own, FigureLimits())
    return _Judging(published, code, cases, on_test, own).conduct(pool, (batch,), cancel)


def job_of(published: Published, code: str) -> Job:
    """The job that judges `code` against every test."""
    batches = (published.example_batch, published.hidden_batch)
    return Job(code, batches, published.limits)


def review(published: Published, code: str, outcome: Outcome, pool: CellPool) -> Report:
    """The report on a run of `job_of` that has been made already. The pool is for checkers."""
    return _Judging(published, code, published.cases, None).review(outcome, pool)


class _Judging:
    """One run: answers in, report out."""

    def __init__(
        self,
        published: Published,
        code: str,
        cases: tuple[Case, ...],
        on_test: OnTest | None,
        own: Own = NO_OWN,
    ) -> None:
        self._published = published
        self._code = code
        self._lines = code.count("\n") + 1
        self._own_code = own
        self._own = own_functions(published.source.used, own)
        self._cases = cases
        self._on_test = on_test
        self._tests: list[TestReport] = []
        self._tested: dict[int, Judged] = {}
        self._faults: dict[int, Fault] = {}
        # With a checker in play no test is judged before the run has ended.
        self._waits = any(case.tolerance.mode == "checker" for case in cases)
        self._answers: list[Answer] = []

    def conduct(self, pool: CellPool, batches: tuple[Batch, ...], cancel: Event | None) -> Report:
        """Run the batches, which hold the cases in order."""
        limits = self._published.limits
        if len(self._code.encode("utf-8", "replace")) > limits.code_bytes:
            raise InputError(f"the code is larger than {limits.code_bytes >> 10} KiB")
        job = Job(self._code, batches, limits)
        try:
            outcome = pool.run(job, self._hold if self._waits else self._take, cancel)
            if self._waits:
                self._take_held(pool, cancel)
            self._learn_changes(pool, cancel)
            report = self._report(outcome)
            if self._is_kept(report, pool, cancel):
                report = replace(report, diagnosis=KEPT)
        except CellDied:
            return self._our_fault("the sandbox failed")
        except CheckerError as error:
            return self._our_fault(str(error))
        return report

    def review(self, outcome: Outcome, pool: CellPool) -> Report:
        """Judge what a run came to."""
        if self._waits:
            self._answers = list(outcome.answers)
            try:
                self._take_held(pool, None)
            except CheckerError as error:
                return self._our_fault(str(error))
        else:
            for index, answer in enumerate(outcome.answers):
                self._take(index, answer)
        self._learn_changes(pool, None)
        return self._report(outcome)

    def _hold(self, index: int, answer: Answer) -> None:
        del self._answers[index:]  # run again, in a fresh cell
        self._answers.append(answer)

    def _take_held(self, pool: CellPool, cancel: Event | None) -> None:
        """Ask the checker about all values that wait for it, then take every answer in order."""
        asked = {
            index: Checked(case.inputs, case.expected, answer.value, case.dims, case.call is None)
            for index, (case, answer) in enumerate(zip(self._cases, self._answers, strict=False))
            if case.tolerance.mode == "checker" and answer.fault is None
        }
        found = check_answers(self._published.source, list(asked.values()), pool, cancel)
        differences = dict(zip(asked, found, strict=True))
        for index, answer in enumerate(self._answers):
            if index in differences:
                case, found_here = self._cases[index], differences[index]
                test = Judged(case.given, answer.value, found_here, answer.changed)
                self._judge(index, answer, test)
            else:
                self._take(index, answer)

    def _take(self, index: int, answer: Answer) -> None:
        if index < len(self._tests):  # run again, in a fresh cell
            self._tests.clear()
            self._tested.clear()
            self._faults.clear()
        case = self._cases[index]
        if answer.fault is not None:
            self._faults[index] = answer.fault
            self._add(self._test(case, answer, None, None))
        elif is_same(case.expected, answer.value):
            test = Judged(case.given, answer.value, None, answer.changed)
            self._judge(index, answer, test, same=True)
        else:
            self._judge(index, answer, lay(case.given, answer.value, answer.changed))

    def _judge(self, index: int, answer: Answer, test: Judged, *, same: bool = False) -> None:
        case = self._cases[index]
        self._tested[index] = test
        remark = None
        if test.difference is None and not same:
            remark = note(case.expected, answer.value)
        self._add(self._test(case, answer, test.difference, remark))

    def _learn_changes(self, pool: CellPool, cancel: Event | None) -> None:
        """Have it looked at whether failing calls changed a large input."""
        failing = {
            index: self._cases[index]
            for index, test in self._tested.items()
            if test.difference is not None and has_large_input(self._cases[index])
        }
        if failing:
            found = find_changes(
                self._published, self._code, [*failing.values()], pool, self._own_code, cancel
            )
            for index, changed in zip(failing, found, strict=False):
                self._tested[index] = replace(self._tested[index], changed=changed)

    def _add(self, test: TestReport) -> None:
        self._tests.append(test)
        if self._on_test is not None:
            self._on_test(len(self._tests) - 1, test.to_json())

    def _test(
        self, case: Case, answer: Answer, difference: Difference | None, remark: str | None
    ) -> TestReport:
        if answer.fault is not None and answer.fault.type == _BREACH:
            verdict = Verdict.FORBIDDEN
            diagnosis = Diagnosis("forbidden", "The code uses what this problem does not allow.")
        elif answer.fault is not None:
            verdict = Verdict.RUNTIME_ERROR
            diagnosis = Diagnosis("exception", fault_in_words(answer.fault, self._lines, self._own))
        elif difference is not None:
            verdict = Verdict.WRONG_ANSWER
            diagnosis = Diagnosis(difference.code, difference.text(hidden=case.hidden))
        else:
            verdict, diagnosis = Verdict.ACCEPTED, None
        test = TestReport(case.name, case.hidden, verdict, answer.time_ms, diagnosis, remark)
        if case.hidden:
            return test
        return replace(
            test,
            view=self._view(case),
            actual=None if answer.fault else (answer.value,),
            stdout=answer.stdout,
            figures=answer.figures,
            error=describe_fault(answer.fault, self._code, self._own) if answer.fault else None,
            tolerance=case.tolerance,
            difference=difference_of(case.expected, answer.value, case.tolerance)
            if difference
            else None,
            gradients=check_gradients(
                self._published.problem.gradients, case.gradients, answer.value
            ),
        )

    def _view(self, case: Case) -> CaseView:
        return self._published.views.get(case.name) or self._published.view(case)

    def _unreached(
        self, case: Case, verdict: Verdict, diagnosis: Diagnosis, stdout: str = ""
    ) -> None:
        test = TestReport(case.name, case.hidden, verdict, 0.0, diagnosis)
        if not case.hidden:
            test = replace(test, view=self._view(case), stdout=stdout)
        self._add(test)

    def _report(self, outcome: Outcome) -> Report:
        measured: dict[str, Any] = {"time_ms": outcome.cpu_ms, "memory_kib": outcome.memory_kib}
        if outcome.failure is not None and outcome.ending == "finished":
            return self._report_failure(outcome, measured)
        loading = not self._tests
        if outcome.ending != "finished":
            self._report_unfinished(outcome)
        verdict = next(
            (test.verdict for test in self._tests if test.verdict is not Verdict.ACCEPTED),
            Verdict.ACCEPTED,
        )
        return Report(
            verdict,
            tuple(self._tests),
            diagnosis=self._diagnosis(verdict),
            stdout=outcome.stdout if loading else "",
            **measured,
        )

    def _report_failure(self, outcome: Outcome, measured: dict[str, Any]) -> Report:
        assert outcome.failure is not None
        stage, fault = outcome.failure.stage, outcome.failure.fault
        verdict = _STAGES[stage]
        error = describe_fault(fault, self._code, self._own)
        where = f" on line {fault.line}" if fault.line else ""
        if stage == "undefined":
            name = self._published.problem.function
            message = f"The code does not define `{name}`."
        elif stage == "forbidden":
            message = f"Not allowed in this problem{where}: {fault.message}."
        elif stage == "syntax":
            message = f"Not Python{where}: {fault.message}."
        else:
            where += inside_own(fault, self._own)
            message = f"{fault.type}{where}, before any test: {fault.message}"
        for case in self._cases:
            self._unreached(case, verdict, _NOT_RUN)
        return Report(
            verdict,
            tuple(self._tests),
            diagnosis=Diagnosis(stage, message),
            error=error,
            stdout=outcome.stdout,
            **measured,
        )

    def _report_unfinished(self, outcome: Outcome) -> None:
        verdict, diagnosis = _ending(outcome, self._published)
        stdout = outcome.stdout
        for case in self._cases[len(self._tests) :]:
            self._unreached(case, verdict, diagnosis, stdout)
            diagnosis, stdout = _NOT_RUN, ""

    def _diagnosis(self, verdict: Verdict) -> Diagnosis | None:
        if verdict is Verdict.ACCEPTED:
            return None
        all_ran = len(self._tested) + len(self._faults) == len(self._cases)
        found = self._explain(all_ran and self._cases is self._published.cases)
        if found and (verdict is Verdict.WRONG_ANSWER or found.code == "known_mistake"):
            return found
        first = next(test for test in self._tests if test.verdict is verdict)
        if first.hidden and first.diagnosis and first.diagnosis.code in _VALUES:
            return replace(first.diagnosis, message=f"{first.diagnosis.message} {_ONLY_HIDDEN}")
        return first.diagnosis

    def _explain(self, all_ran: bool) -> Diagnosis | None:
        try:
            return explain(self._published, self._tested, self._faults, all_ran=all_ran)
        except Exception:  # a hint that fails must not cost the verdict
            log.exception("problem %s: no diagnosis", self._published.problem.id)
            return None

    def _is_kept(self, report: Report, pool: CellPool, cancel: Event | None) -> bool:
        """Whether the answers depend on the calls before: the first was right, others are not."""
        wrong = [index for index, test in self._tested.items() if test.difference is not None]
        told = report.diagnosis.code if report.diagnosis else ""
        if (
            report.verdict is not Verdict.WRONG_ANSWER
            or 0 in wrong
            or any(self._cases[index].tolerance.mode == "checker" for index in wrong)
            or not is_worth_asking(self._code, told, report.time_ms)
        ):
            return False
        failing = [self._cases[index] for index in wrong]
        return depends_on_calls(self._published, self._code, failing, pool, self._own_code, cancel)

    def _our_fault(self, fault: str) -> Report:
        log.error("problem %s cannot be judged: %s", self._published.problem.id, fault)
        message = "The judge failed, not your code. This does not count; please submit again."
        diagnosis = Diagnosis("judge_error", message)
        self._tests.clear()
        for case in self._cases:
            self._unreached(case, Verdict.JUDGE_ERROR, _NOT_RUN)
        return Report(Verdict.JUDGE_ERROR, tuple(self._tests), 0.0, 0, diagnosis, fault=fault)


def _ending(outcome: Outcome, published: Published) -> tuple[Verdict, Diagnosis]:
    """The verdict, and the words, for a run that did not come to its end."""
    memory_mib = published.problem.limits.memory_mib
    match outcome.ending:
        case "time":
            message = f"Stopped after {published.time_s:g} s of computing, or too long a sleep."
            return Verdict.TIME_LIMIT_EXCEEDED, Diagnosis("time", message)
        case "memory":
            message = f"More memory was asked for than the {memory_mib} MiB allowed."
            return Verdict.MEMORY_LIMIT_EXCEEDED, Diagnosis("memory", message)
        case "output":
            kib = published.limits.output_bytes // 1024
            message = f"Stopped: more than {kib} KiB printed, or far too large a result."
            return Verdict.OUTPUT_LIMIT_EXCEEDED, Diagnosis("output", message)
        case "cancelled":
            return Verdict.JUDGE_ERROR, Diagnosis("cancelled", "Cancelled.")
    if outcome.signal is not None:
        message = f"The process crashed (signal {outcome.signal})."
    else:
        message = "The process ended before the tests did: was `exit` called?"
    return Verdict.RUNTIME_ERROR, Diagnosis("crashed", message)
