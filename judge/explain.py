"""What a wrong submission is told: the author's words, else a cause, else a slip."""

from collections.abc import Mapping
from dataclasses import replace

from judge.diagnosis import VAGUE, Diagnosis, Judged, diagnose, find_slip
from judge.mistakes import find_mistake
from judge.published import Published
from judge.runner import Fault


def explain(
    published: Published,
    judged: Mapping[int, Judged],
    faults: Mapping[int, Fault],
    *,
    all_ran: bool,
) -> Diagnosis | None:
    """Why a submission is wrong, from its tests by number; None where nothing can be said.

    With `all_ran` these are all of the problem's tests, so that they can be laid beside what wrong
    solutions give. Where a checker decides, the expected value is but one that is right, and
    nothing is read off its entries.
    """
    if all_ran:
        mistake = find_mistake(published.known_mistakes, judged, faults)
        if mistake:
            return Diagnosis("known_mistake", mistake.message)
    found = diagnose(list(judged.values()), others_raise=bool(faults))
    if all_ran and (found is None or found.code in VAGUE) and not _is_checked(judged):
        slip = find_slip(published.known_slips, published.slip_tests, judged)
        if slip and found:
            slip = replace(slip, message=f"{found.message} {slip.message}")
        found = slip or found
    if found is None or found.code in VAGUE:
        found = _with_changed(found, judged)
    if found and faults:
        return replace(found, message=f"{found.message} Other tests raise an exception.")
    return found


def _is_checked(judged: Mapping[int, Judged]) -> bool:
    return "checker" in {test.given.tolerance.mode for test in judged.values()}


def _with_changed(found: Diagnosis | None, judged: Mapping[int, Judged]) -> Diagnosis | None:
    """A hint at an argument that is changed in place in every failing test."""
    failing = [test for test in judged.values() if test.difference is not None]
    if not failing:
        return found
    for name in failing[0].given.inputs:
        if all(name in test.changed for test in failing):
            words = f"The function changes its argument `{name}` in place: work on a copy."
            return (
                replace(found, message=f"{found.message} {words}")
                if found
                else Diagnosis("changed_input", words)
            )
    return found
