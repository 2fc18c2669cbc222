"""What must fail: the starter, and every wrong solution, with the words that it draws."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from judge.gate.findings import Findings
from judge.gate.progress import OnProgress, Step
from judge.judging import judge
from judge.mistakes import fault_text
from judge.published import KnownMistake, Published
from judge.report import Report
from judge.runner import CellDied, CellPool, Job
from judge.spec.model import Wrong
from judge.verdict import Verdict

_KNOWN = (Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR)
"""What a submission can have in common with a wrong solution, test by test."""


def prove_starter(
    published: Published, pool: CellPool, findings: Findings, on_progress: OnProgress
) -> None:
    """The code that candidates begin with must not be accepted."""
    on_progress(Step("starter", 0, 1))
    report = _judge(published, published.problem.starter, pool, findings)
    if report is not None and report.verdict is Verdict.ACCEPTED:
        findings.add("the starter is accepted as it stands", "starter")
    on_progress(Step("starter", 1, 1))


def prove_wrong(
    published: Published, pool: CellPool, findings: Findings, on_progress: OnProgress
) -> Published:
    """See each wrong solution fail with its verdict; returns the problem that knows its values."""
    wrong = published.problem.wrong
    with ThreadPoolExecutor(pool.size) as threads:
        known = [w for w in wrong if w.verdict in _KNOWN]
        mistakes = tuple(threads.map(lambda item: _mistake(published, item, pool), known))
        knowing = replace(published, mistakes=mistakes)
        reports = threads.map(lambda item: _judge(knowing, item.code, pool, findings), wrong)
        for position, (item, report) in enumerate(zip(wrong, reports, strict=True)):
            on_progress(Step("wrong solutions", position, len(wrong)))
            if report is not None:
                _look_at(item, report, position, findings, knowing)
    on_progress(Step("wrong solutions", len(wrong), len(wrong)))
    return knowing


def _judge(published: Published, code: str, pool: CellPool, findings: Findings) -> Report | None:
    """The report; None when the problem's own checker failed, which is an issue."""
    report = judge(published, code, pool)
    if report.verdict is not Verdict.JUDGE_ERROR:
        return report
    if published.problem.checker is None:
        raise CellDied("the sandbox failed while a problem was being proved")
    findings.add(report.fault, "checker")
    return None


def _mistake(published: Published, wrong: Wrong, pool: CellPool) -> KnownMistake:
    batch = published.batch(published.cases)
    outcome = pool.run(Job(wrong.code, (batch,), published.limits))
    values = [
        (False, fault_text(answer.fault)) if answer.fault else (True, answer.value)
        for answer in outcome.answers
    ]
    values += [(False, None)] * (len(published.cases) - len(values))
    return KnownMistake(wrong.name, wrong.message, tuple(values))


def _look_at(
    wrong: Wrong, report: Report, position: int, findings: Findings, published: Published
) -> None:
    if report.verdict is not wrong.verdict:
        message = f"{wrong.name!r} draws {report.verdict}, not {wrong.verdict}"
        findings.add(message, "wrong", position, "verdict")
        return
    drawn = report.diagnosis.message if report.diagnosis else ""
    if wrong.verdict not in _KNOWN or drawn == wrong.message:
        return
    other = next((m.name for m in published.mistakes if m.message == drawn), None)
    if other:
        what = f"gets the message of {other!r}: no test tells the two apart"
    else:
        what = f"does not get this message but: {drawn}"
    findings.warn(f"who makes the mistake {wrong.name!r} {what}", "wrong", position, "message")
