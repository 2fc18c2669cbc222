"""A small problem with short limits, for tests of what cells do with it."""

from __future__ import annotations

from typing import Any

from judge import Published, Report, Verdict, judge, publish
from judge.runner import CellPool
from judge.spec import parse_problem

TOTAL = """
kind: problem
id: running-total
number: 901
title: Running total
difficulty: easy
topics: [arrays]
statement: Return the running total of x.
function: total
parameters:
  - {name: x, type: "float64[n]", about: the numbers}
returns: {type: "float64[n]", about: the running total}
starter: |
  def total(x):
      pass
solution: |
  import numpy as np
  def total(x):
      return np.cumsum(x)
rules: {imports: [numpy]}
limits: {time_s: 0.3, memory_mib: 64}
examples:
  - {name: shown, inputs: {x: [1, 2, 3]}}
tests:
  - {name: empty, inputs: {x: []}}
  - name: random
    count: 3
    seed: 1
    generate: |
      x = rng.normal(size=4 + i)
wrong:
  - name: forgets the first
    verdict: wrong_answer
    message: The first number counts too.
    code: |
      import numpy as np
      def total(x):
          return np.cumsum(x) - x[:1].sum()
"""
NAMES = ["shown", "empty", "random 1", "random 2", "random 3"]


def published(pool: CellPool) -> Published:
    """The problem, proved in these cells."""
    return publish(parse_problem(TOTAL, "running-total.yaml"), pool)


def judged(total: Published, cells: CellPool, body: str, **options: Any) -> Report:
    """The report on a function with this body."""
    return judge(total, f"import numpy as np\ndef total(x):\n    {body}\n", cells, **options)


def is_right(total: Published, cells: CellPool) -> bool:
    """Whether the reference solution is accepted, every test of it."""
    report = judge(total, total.problem.solution, cells)
    return report.verdict is Verdict.ACCEPTED and report.passed == len(NAMES)
