"""What a diagnosis may cost, counted in calls of functions: the clock of a machine says little."""

import sys
from typing import Any

import numpy as np
import pytest

from judge.compare import compare
from judge.diagnosis import Judged, cause, diagnose, find_slip
from judge.diagnosis.given import Given
from judge.diagnosis.recall import Recall
from judge.spec import Compare

TOLERANCE = Compare(rtol=1e-6, atol=1e-9)
# Most of these are steps in plain numbers: as many take a few tenths of a millisecond.
MOST = 900
# What each further failing test may add: it is looked at, but not taken apart.
MOST_EACH = 5


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
    few, many = (list(judged(count).values()) for count in (20, 100))
    assert diagnose(few) is None
    cost = calls_in(lambda: diagnose(few))
    assert cost < MOST, cost
    assert calls_in(lambda: diagnose(many)) <= cost + MOST_EACH * 80


def test_to_search_many_slips_costs_hardly_more_than_few() -> None:
    tests = judged(6)

    def search(programs: int) -> int:
        slips = [
            ("sign-flipped", [(True, answer(test, program)) for test in range(6)])
            for program in range(1, 1 + programs)
        ]
        recall = Recall(slips, [test.given for test in tests.values()])
        found = find_slip(recall, range(6), tests)
        assert found is not None
        assert "the sign of the result is wrong" in found.message
        return calls_in(lambda: find_slip(recall, range(6), tests))

    few, many = search(3), search(300)
    assert many < 1.2 * few, (few, many)
    assert few < 200, few


def test_what_holds_in_a_sample_is_said_only_if_it_holds_in_all_tests() -> None:
    def tests(change: Any) -> list[Judged]:
        found = []
        for size in range(4, 24):
            wanted = np.random.default_rng(size).normal(size=size)
            got = change(wanted)
            difference = compare(wanted, got, TOLERANCE)
            found.append(Judged(Given(wanted, TOLERANCE, {"n": size}, {}), got, difference))
        return found

    said = diagnose(tests(lambda x: -x))
    assert said is not None
    assert said.code == "sign"
    assert diagnose(tests(lambda x: -x if len(x) < 23 else np.sin(x * 7))) is None
    short = diagnose(tests(lambda x: -x if len(x) != 12 else x[:-1]))
    assert short is None or short.code not in ("sign", "shape", "length_by_one")


def test_a_sample_leaves_it_to_all_tests_what_is_told_from_chance() -> None:
    def test(number: float, got: float) -> Judged:
        difference = compare(number, got, TOLERANCE)
        return Judged(Given(number, TOLERANCE, {"n": 3}, {}), got, difference)

    numbers = np.random.default_rng(0).normal(size=20)
    same = diagnose([test(float(x), 0.37) for x in numbers])
    assert same is not None
    assert same.code == "constant"
    same = diagnose([test(float(x), float(x) / np.log(2)) for x in numbers])
    assert same is not None
    assert "1/ln 2" in same.message


def test_a_sample_that_tells_little_does_not_refute_what_holds() -> None:
    """The test that is asked first has a step in one entry alone, the others in all of them."""
    tests = []
    for size in range(4, 12):
        rng = np.random.default_rng(size)
        w, step = rng.normal(size=size), rng.normal(size=size)
        if size == 4:
            step[1:] = 0.0
        wanted, got = w - 0.1 * step, w + 0.2 * step
        difference = compare(wanted, got, TOLERANCE)
        tests.append(Judged(Given(wanted, TOLERANCE, {"n": size}, {"w": w}), got, difference))
    found = diagnose(tests)
    assert found is not None
    assert found.code == "step"
    assert "from `w` goes the wrong way and is 2 times" in found.message


CHANGES: dict[str, Any] = {
    "rounded": lambda x, inputs: np.round(x, 2),
    "cut": lambda x, inputs: np.trunc(x * 10),
    "absolute": lambda x, inputs: np.abs(x),
    "clipped": lambda x, inputs: np.maximum(x, 0),
    "squared": lambda x, inputs: x * x,
    "reciprocal": lambda x, inputs: 1 / x,
    "complement": lambda x, inputs: 1 - x,
    "cumulated": lambda x, inputs: np.cumsum(x, axis=0),
    "differences": lambda x, inputs: np.diff(x, axis=0, prepend=np.zeros_like(x[:1])),
    "transposed": lambda x, inputs: x.T,
    "reversed": lambda x, inputs: x[::-1],
    "shifted": lambda x, inputs: np.roll(x, 1, axis=0),
    "signs": lambda x, inputs: x * np.where(np.arange(x.size).reshape(x.shape) % 3, 1, -1),
    "factor": lambda x, inputs: x * inputs["mask"],
    "missing factor": lambda x, inputs: x / (1 - inputs["mask"]),
    "term": lambda x, inputs: x + 0.3 * inputs["W"],
    "step": lambda x, inputs: inputs["W"] - 2 * (x - inputs["W"]),
    "by row": lambda x, inputs: x * np.arange(2.0, 2 + len(x)).reshape(-1, *[1] * (x.ndim - 1)),
    "zeros": lambda x, inputs: np.where(x < 0, 0.0, x),
    "nothing": lambda x, inputs: np.sin(7 * x) + x,
}


@pytest.mark.parametrize("shape", [(6,), (5, 5), (4, 3), (2,)], ids=str)
@pytest.mark.parametrize("name", CHANGES)
def test_a_cause_that_is_not_asked_would_not_have_been_said(
    name: str, shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be true of the expected arrays, and the guesses at one number, refute no more than
    what is false."""

    def tests() -> list[Judged]:
        found = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            wanted = {"a": rng.normal(size=shape) * 3, "b": rng.normal(size=shape)}
            inputs = {"W": rng.normal(size=shape), "mask": rng.uniform(0.1, 0.9, size=shape)}
            got = {"a": CHANGES[name](wanted["a"], inputs), "b": wanted["b"]}
            difference = compare(wanted, got, TOLERANCE)
            given = Given(wanted, TOLERANCE, {"n": shape[0]}, inputs)
            found.append(Judged(given, got, difference))
        return found

    said = diagnose(tests())
    monkeypatch.setattr(cause, "_asked", lambda part: (*cause._IN_SHAPE, *cause._ENTRIES))
    assert diagnose(tests()) == said
