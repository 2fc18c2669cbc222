"""What a diagnosis may cost, counted in calls of functions: the clock of a machine says little."""

import sys
from typing import Any

import numpy as np

from judge.compare import compare
from judge.diagnosis import Judged, diagnose, find_slip
from judge.diagnosis.given import Given
from judge.diagnosis.recall import Recall
from judge.spec import Compare

TOLERANCE = Compare(rtol=1e-6, atol=1e-9)
# As many function calls, most of them of C code, take about half a millisecond.
MOST = 3_900


def calls_in(function: Any) -> int:
    """How many functions are called, those of NumPy's C code included; not the first time."""
    function()  # what is made once is made
    return calls_of(function)


def calls_of(function: Any) -> int:
    """The same for the first time."""
    counted = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return counted


def answer(test: int, program: int) -> dict[str, Any]:
    """A nested result with no pattern in it."""
    rng = np.random.default_rng([test, program])
    return {"dW": rng.normal(size=(20, 5)), "db": rng.normal(size=5), "loss": float(rng.normal())}


def judged(tests: int) -> dict[int, Judged]:
    found = {}
    for test in range(tests):
        wanted, got = answer(test, 0), answer(test, 1)
        inputs = {"X": np.random.default_rng(test).normal(size=(20, 5)), "lr": 0.3}
        difference = compare(wanted, got, TOLERANCE)
        found[test] = Judged(Given(wanted, TOLERANCE, {"n": 20}, inputs), got, difference)
    return found


def test_a_diagnosis_costs_little_and_hardly_more_with_many_tests() -> None:
    few, many = (list(judged(count).values()) for count in (20, 60))
    assert diagnose(few) is None
    cost = calls_in(lambda: diagnose(few))
    assert cost < MOST, cost
    assert calls_in(lambda: diagnose(many)) < 1.5 * cost


def test_to_search_many_slips_costs_hardly_more_than_few() -> None:
    tests = judged(6)

    def search(programs: int) -> int:
        slips = [
            ("sign-flipped", [(True, answer(test, program)) for test in range(6)])
            for program in range(1, 1 + programs)
        ]
        recall = Recall(slips)
        found = find_slip(recall, range(6), tests)
        assert found is not None
        assert "the sign of the result is wrong" in found.message
        return calls_in(lambda: find_slip(recall, range(6), tests))

    few, many = search(3), search(300)
    assert many < 1.2 * few, (few, many)
    assert few < MOST / 5, few
