"""Calling the judge for a claim; what comes of it, as columns of the finished row."""

import threading
from typing import Any

from api.judging.queue.claims import Claim
from api.submissions.used import own_code
from judge import InputError, Published, judge, run
from judge.judging import OnTest
from judge.runner import CellPool
from judge.verdict import Verdict

Outcome = dict[str, Any]


def count_tests(claim: Claim, published: Published) -> int:
    """Return how many tests the claim will have."""
    if claim.mode != "run":
        return len(published.cases)
    return len(published.shown) if claim.inputs is None else len(claim.inputs)


def conduct(
    claim: Claim, published: Published, pool: CellPool, on_test: OnTest, cancel: threading.Event
) -> Outcome:
    """Judge or run a claim's code; blocks. Raises JudgeError when our side fails."""
    own = own_code(claim.used)
    if claim.mode != "run":
        report = judge(published, claim.code, pool, own=own, on_test=on_test, cancel=cancel)
        return report.to_json()
    try:
        report = run(
            published,
            claim.code,
            pool,
            inputs=claim.inputs,
            own=own,
            on_test=on_test,
            cancel=cancel,
        )
    except InputError as error:
        return _unfit_inputs(str(error))
    return report.to_json()


def our_failure() -> Outcome:
    """The outcome when judging was given up."""
    message = "The judge failed, not your code. This does not count; please submit again."
    return _no_tests(Verdict.JUDGE_ERROR, "judge_error", message)


def _unfit_inputs(message: str) -> Outcome:
    """Own inputs of the right types on which the reference solution itself fails."""
    return _no_tests(Verdict.RUNTIME_ERROR, "inputs", message)


def _no_tests(verdict: Verdict, code: str, message: str) -> Outcome:
    return {
        "verdict": verdict.value,
        "score": 0.0,
        "passed": 0,
        "total": 0,
        "diagnosis": {"code": code, "message": message},
        "tests": [],
    }
