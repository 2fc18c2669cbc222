"""What must fail: the starter, and every wrong solution, with the words that it draws."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from judge.gate.findings import Findings
from judge.gate.progress import OnProgress, Step
from judge.judging import job_of, review
from judge.mistakes import fault_text
from judge.published import KnownMistake, Published
from judge.report import Report
from judge.runner import CellPool, Outcome
from judge.spec.model import Wrong
from judge.verdict import Verdict

_KNOWN = (Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR)
"""What a submission can have in common with a wrong solution, test by test."""


def prove_starter(
    published: Published, pool: CellPool, findings: Findings, on_progress: OnProgress
) -> None:
    """The code that candidates begin with must not be accepted."""
    on_progress(Step("starter", 0, 1))
    code = published.problem.starter
    report = review(published, code, pool.run(job_of(published, code)), pool)
    if not _is_checkers_fault(report, findings) and report.verdict is Verdict.ACCEPTED:
        findings.add("the starter is accepted as it stands", "starter")
    on_progress(Step("starter", 1, 1))


def prove_wrong(
    published: Published, pool: CellPool, findings: Findings, on_progress: OnProgress
) -> Published:
    """See each wrong solution fail with its verdict; returns the problem that knows its values."""
    wrong = published.problem.wrong
    outcomes = []
    with ThreadPoolExecutor(pool.size) as threads:
        jobs = [job_of(published, item.code) for item in wrong]
        for position, outcome in enumerate(threads.map(pool.run, jobs)):
            on_progress(Step("wrong solutions", position, len(wrong)))
            outcomes.append(outcome)
    runs = list(zip(wrong, outcomes, strict=True))
    mistakes = tuple(_mistake(published, w, o) for w, o in runs if w.verdict in _KNOWN)
    knowing = replace(published, mistakes=mistakes)
    for position, (item, outcome) in enumerate(runs):
        _look_at(item, outcome, position, knowing, pool, findings)
    on_progress(Step("wrong solutions", len(wrong), len(wrong)))
    return knowing


def _is_checkers_fault(report: Report, findings: Findings) -> bool:
    """The problem's own checker could not judge a run, which is an issue."""
    if report.verdict is not Verdict.JUDGE_ERROR:
        return False
    findings.add(report.fault, "checker")
    return True


def _mistake(published: Published, wrong: Wrong, outcome: Outcome) -> KnownMistake:
    values = [
        (False, fault_text(answer.fault)) if answer.fault else (True, answer.value)
        for answer in outcome.answers
    ]
    values += [(False, None)] * (len(published.cases) - len(values))
    return KnownMistake(wrong.name, wrong.message, tuple(values))


def _look_at(
    wrong: Wrong,
    outcome: Outcome,
    position: int,
    published: Published,
    pool: CellPool,
    findings: Findings,
) -> None:
    """Whether it fails as it must, and draws its own message."""
    report = review(published, wrong.code, outcome, pool)
    if _is_checkers_fault(report, findings):
        return
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
