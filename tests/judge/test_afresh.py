"""Answers that depend on the calls before are told so, and no others are."""

import pytest

from judge import Published, Verdict, judge, publish, run
from judge.afresh import is_worth_asking
from judge.runner import CellPool
from judge.spec import parse_problem

SCALE = """
kind: problem
id: scale-afresh
number: 904
title: Scale a vector
difficulty: easy
topics: [arrays]
statement: Return k times x.
function: scale
parameters:
  - {name: x, type: "float64[n]", about: the vector}
  - {name: k, type: float, about: the factor}
returns: {type: "float64[n]", about: the scaled vector}
starter: |
  def scale(x, k):
      pass
solution: |
  def scale(x, k):
      return k * x
rules: {imports: [numpy, random, functools]}
limits: {time_s: 0.3, memory_mib: 64}
examples:
  - {name: shown, inputs: {x: [1, 2], k: 2}}
tests:
  - name: random
    count: 4
    seed: 1
    generate: |
      x = rng.normal(size=4 + i)
      k = float(rng.normal())
wrong:
  - name: adds
    verdict: wrong_answer
    message: You add k. Multiply by it.
    code: |
      def scale(x, k):
          return x + k
"""


@pytest.fixture(scope="module")
def scale(pool: CellPool) -> Published:
    return publish(parse_problem(SCALE, "scale-afresh.yaml"), pool)


KEEPING = {
    "a default that grows": """
def scale(x, k, seen=[]):
    seen.append(k)
    return x * sum(seen)
""",
    "a name of the module": """
total = 0.0
def scale(x, k):
    global total
    total += k
    return x * total
""",
    "an array of the module, changed in place": """
import numpy as np
FACTORS = np.ones(100)
def scale(x, k):
    FACTORS[:len(x)] *= k
    return x * FACTORS[:len(x)]
""",
    "a cache by the wrong key": """
known = {}
def scale(x, k):
    if "k" not in known:
        known["k"] = k
    return x * known["k"]
""",
    "functools.cache by a part of the arguments": """
import functools
now = []
@functools.lru_cache
def factor(name):
    return now[-1]
def scale(x, k):
    now.append(k)
    return factor("k") * x
""",
    "an attribute of the function": """
def scale(x, k):
    scale.k = getattr(scale, "k", 0.0) + k
    return x * scale.k
""",
    "an attribute of a class": """
class State:
    k = 0.0
def scale(x, k):
    State.k = State.k + k
    return x * State.k
""",
}


@pytest.mark.parametrize("what", KEEPING)
def test_what_is_kept_from_call_to_call_is_named(
    scale: Published, pool: CellPool, what: str
) -> None:
    report = judge(scale, KEEPING[what], pool)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.diagnosis is not None
    assert report.diagnosis.code == "depends_on_calls"
    own = [{"x": [1.5, 2.5], "k": 2.0}, {"x": [3.5, -2.5], "k": 3.5}, {"x": [1.0, 2.7], "k": 5.1}]
    report = run(scale, KEEPING[what], pool, inputs=own)
    assert report.diagnosis is not None
    assert report.diagnosis.code == "depends_on_calls"


OTHERS = {
    "chance, which every process begins alike": """
import random
ENOUGH = 0.8  # the first number after seed 0 is 0.84, the next are less
def scale(x, k):
    return k * x if random.random() > ENOUGH else k * x + x ** 2
""",
    "wrong for long ones, whatever came before": """
calls = []
def scale(x, k):
    calls.append(1)
    return k * x if len(x) < 5 else k * x + x ** 2
""",
    "wrong in some tests when alone, too": """
calls = []
def scale(x, k):
    calls.append(1)
    return k * x if len(calls) == 1 and len(x) < 7 else k * x + x ** 2
""",
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_wrong_for_another_reason_is_not_put_down_to_it(
    scale: Published, pool: CellPool, what: str
) -> None:
    report = judge(scale, OTHERS[what], pool)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.tests[0].verdict is Verdict.ACCEPTED
    assert report.diagnosis is not None
    assert report.diagnosis.code != "depends_on_calls"


def test_nothing_is_asked_where_there_is_no_place_to_keep_anything() -> None:
    plain = "import numpy as np\ndef scale(x, k=2, *, c=None):\n    y = k == 2\n    return k * x\n"
    assert not is_worth_asking(plain, "value", 1.0)
    for code in KEEPING.values():
        assert is_worth_asking(code, "value", 1.0)
        assert not is_worth_asking(code, "known_mistake", 1.0)
        assert not is_worth_asking(code, "value", 5000.0)
