"""The counts of attempts, changed in the transaction that records an attempt or changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from api.store.tables import DiagnosisCount, TestCount, UsageCount, VerdictCount
from api.store.upsert import add_counts
from judge.verdict import Verdict

NOT_RUN = "not_run"
KNOWN_MISTAKE = "known_mistake"
MEASURES = ("time_ms", "memory_kib")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whose attempt at what is counted."""

    submission_id: str
    user_id: str
    problem_id: str
    version: int


def counts(outcome: Mapping[str, Any]) -> bool:
    """Tell whether an outcome counts as an attempt: our own failures do not."""
    return bool(outcome["verdict"] != Verdict.JUDGE_ERROR)


def is_accepted(outcome: Mapping[str, Any]) -> bool:
    """Tell whether an outcome is the right one."""
    return bool(outcome["verdict"] == Verdict.ACCEPTED)


def count_outcome(
    connection: Connection, attempt: Attempt, outcome: Mapping[str, Any], sign: int = 1
) -> None:
    """Add an outcome to the counts; with `sign` -1, take it out again.

    An accepted attempt also says what it took; a failed one, which tests failed, and why.
    """
    if not counts(outcome):
        return
    key = {"problem_id": attempt.problem_id, "version": attempt.version}
    verdict = {**key, "verdict": str(outcome["verdict"]), "count": sign}
    add_counts(connection, VerdictCount, [verdict], ("count",))
    if is_accepted(outcome):
        taken = [
            {**key, "measure": measure, "value": two_digits(outcome[measure]), "count": sign}
            for measure in MEASURES
            if outcome.get(measure) is not None
        ]
        add_counts(connection, UsageCount, taken, ("count",))
        return
    failed = failing_tests(outcome["tests"] or [])
    decided = sign if len(failed) == 1 else 0
    tests = [{**key, "name": name, "failed": sign, "decided": decided} for name in failed]
    add_counts(connection, TestCount, tests, ("failed", "decided"))
    cause = outcome["diagnosis"]
    if cause:
        code, detail = cause["code"][:64], detail_of(cause)
        found = {**key, "code": code, "detail": detail, "count": sign}
        add_counts(connection, DiagnosisCount, [found], ("count",))


def two_digits(value: float) -> float:
    """Return a time or a size to two digits: no more of it means anything."""
    return float(f"{value:.1e}")


def failing_tests(tests: list[dict[str, Any]]) -> list[str]:
    """Return the names of the tests that failed; one that never ran says nothing of itself."""
    return [
        test["name"][:320]
        for test in tests
        if test["verdict"] != Verdict.ACCEPTED and (test["diagnosis"] or {}).get("code") != NOT_RUN
    ]


def detail_of(cause: Mapping[str, Any]) -> str:
    """Return what tells one known mistake from another: its message. Other causes need nothing."""
    return str(cause["message"])[:300] if cause["code"] == KNOWN_MISTAKE else ""
