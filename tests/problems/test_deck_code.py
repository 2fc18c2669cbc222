"""The decks' programs: what their own answers return, against formulas worked out elsewhere.

They run in a cell, as candidates' programs do: that is where their libraries are.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from judge.runner import Batch, Call, CellPool, Job, Limits

from .conftest import read_documents


def sigmoid_slope(v: float) -> float:
    return 0.25 / math.cosh(v / 2) ** 2


def artanh_slope(v: float, h: float = 1e-5) -> float:
    return (math.atanh(v + h) - math.atanh(v - h)) / (2 * h)


SIGMOID = [
    [sigmoid_slope(v) for v in (0.0, 1.0, -2.0)],
    [
        [2 * sigmoid_slope(0.5), -sigmoid_slope(-1.5)],
        [0.5 * sigmoid_slope(3.0), 4 * sigmoid_slope(0.25)],
    ],
]
ARTANH = [
    [
        [[math.atanh(v) for v in (0.37, 0.192, 0.571)]],
        [[artanh_slope(v) for v in (0.37, 0.192, 0.571)]],
    ],
    [
        [math.atanh(v) for v in (-0.5, 0.0, 0.9)],
        [2 * artanh_slope(-0.5), -artanh_slope(0.0), 0.25 * artanh_slope(0.9)],
    ],
]
AUTOGRAD = [
    [1 / (1 + math.exp(-v)) for v in (-2.0, 0.0, 1.0)],
    sigmoid_slope(1.0),
    [6 / (1 + math.exp(-v)) * sigmoid_slope(v) for v in (-1.0, 0.0, 2.0)],
]
COMPOSED = [
    [[artanh_slope(v) for v in (0.37, 0.192, 0.571)]],
    [
        2 * math.atanh(math.sin(v)) * artanh_slope(math.sin(v)) * math.cos(v)
        for v in (-0.5, 0.3, 1.2)
    ],
    True,
]
SYMBOLS = [
    [1 / (1 + math.exp(-v)) for v in (-2, 0, 1)],
    [sigmoid_slope(v) for v in (-2, 0, 1)],
    "0",
]
# g(x) = 2x^2 + 3x has the slope 4x + 3.
DUALS = [(14.0, 11.0), (0.0, -6.0), 29.0]
# (w - 4.5) shrinks to 3/5 of itself in each step of the second call.
TRAINED = [0.8**4, 4.5 - 4.5 * 0.6**6]

EXPECTED: dict[tuple[str, int], list[Any]] = {
    ("separability-and-losses", 3): [0.5**3, 3 - 3 * 0.8**5],
    ("sigmoid-backward-pass", 3): SIGMOID,
    ("gradient-bookkeeping", 4): TRAINED,
    ("logistic-hypothesis", 5): AUTOGRAD,
    ("logistic-hypothesis", 6): [[1, 0, 0], 1.0, [0.5, 0, 0, -2]],
    ("arctanh-derivatives", 4): ARTANH,
    ("arctanh-derivatives", 5): COMPOSED,
    ("dual-evaluation-quadratic", 4): DUALS,
    ("dual-evaluation-quadratic", 5): [14.0, 11.0, -3.0],
    # g(x) = (1 + x)^2 + 1/x has the slope 2 (1 + x) - 1/x^2.
    ("dual-evaluation-square", 4): [(36 + 1 / 5, 12 - 1 / 25), (1 - 1 / 2, 3 * (-2 - 1 / 4))],
    ("dual-evaluation-square", 5): [[36 + 1 / 5, 12 - 1 / 25], 12 - 1 / 25, -2 - 1 / 4],
    ("sympy-sigmoid", 0): SYMBOLS,
    ("sympy-sigmoid", 3): [[sigmoid_slope(v) for v in (-1.0, 0.0, 2.5)], sigmoid_slope(0.75)],
}
PARTS = {
    (name, i): part
    for name, deck in read_documents("question", "autodiff").items()
    for i, part in enumerate(deck["parts"])
    if part["kind"] == "code"
}


def test_every_program_has_its_values_here() -> None:
    assert PARTS.keys() == EXPECTED.keys()


@pytest.fixture(scope="module")
def pool() -> Iterator[CellPool]:
    with CellPool.start(cells=1) as pool:
        yield pool


@pytest.mark.parametrize("key", EXPECTED, ids=lambda key: f"{key[0]}-{key[1]}")
def test_programs_return_what_they_should(key: tuple[str, int], pool: CellPool) -> None:
    part = PARTS[key]
    program = part["code"]
    for answer in part["answers"]:
        program = program.replace("[???]", answer, 1)
    calls = [Call({}, call) for call in part["calls"]]
    batch = Batch(calls, setup=(part.get("setup", ""),))
    outcome = pool.run(Job(program, (batch,), Limits(cpu_seconds=20.0)))

    assert outcome.failure is None, outcome.failure
    for answer, expected in zip(outcome.answers, EXPECTED[key], strict=True):
        assert answer.fault is None, answer.fault
        if isinstance(expected, str):
            assert answer.value == expected
        else:
            np.testing.assert_allclose(np.asarray(answer.value), expected, rtol=1e-8, atol=1e-12)
