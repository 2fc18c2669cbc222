"""No hostile program is accepted, and none makes the judge fail: seen through the judge's door.

Where `test_programs.py` looks at how a program ends in its cell, here it is judged as any
submission to a problem is, with comparison, diagnosis and report.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from judge import Published, judge, publish
from judge.compare import compare
from judge.runner import CellPool
from judge.spec import load_library
from judge.spec.model import Compare
from judge.verdict import Verdict
from tests.hostile import program as programs
from tests.hostile.program import Given

pytestmark = pytest.mark.hostile

# Those that lie; the others end before there is anything to compare.
_GROUPS = ("answers", "forging", "interpreter")
# Programs that only wait are judged for seconds here, where their own limits do not hold.
_NAMES = [
    name
    for name in programs.names()
    if name.startswith(_GROUPS) and programs.load(name).given.wall_seconds == Given.wall_seconds
]

_PROBLEM = """
kind: problem
id: attacked
number: 1
title: Attacked
difficulty: easy
topics: [arrays]
statement: |
  Add one to each entry of an array of any length, and give the array of sums back.
function: attack
parameters:
  - {{name: x, type: "float64[n]", about: numbers}}
returns: {{type: "float64[n]", about: the numbers plus one}}
starter: |
  def attack(x):
      pass
solution: |
  def attack(x):
      return x + 1
explanation: |
  One operation adds to every entry.
rules: {{imports: [{imports}]}}
limits: {{time_s: 0.3, memory_mib: 128}}
examples:
  - {{name: three numbers, inputs: {{x: [0.0, 1.0, 2.0]}}}}
tests:
  - {{name: four numbers, inputs: {{x: [0.0, 1.0, 2.0, 5.0]}}}}
  - {{name: any numbers, count: 3, seed: 7, generate: "x = rng.normal(size=4)"}}
wrong:
  - name: changes nothing
    verdict: wrong_answer
    message: Nothing was added.
    code: |
      def attack(x):
          return x
  - name: adds two
    verdict: wrong_answer
    message: Two was added instead of one.
    code: |
      def attack(x):
          return x + 2
"""


def _imports() -> set[str]:
    """The modules that the programs import: the problem allows them all."""
    found = set()
    for name in _NAMES:
        for node in ast.walk(ast.parse(programs.load(name).source)):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(str(node.module).partition(".")[0])
    return found


@pytest.fixture(scope="module")
def pool() -> Iterator[CellPool]:
    with CellPool.start(cells=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def problem(pool: CellPool, tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder: Path = tmp_path_factory.mktemp("problems")
    text = _PROBLEM.format(imports=", ".join(sorted(_imports())))
    (folder / "attacked.yaml").write_text(text, encoding="utf-8")
    library = load_library(folder)
    assert not library.issues
    return publish(library.sources["attacked"], pool)


@pytest.mark.parametrize("name", _NAMES)
def test_no_lie_is_accepted(problem: Published, pool: CellPool, name: str) -> None:
    events: list[dict[str, Any]] = []
    report = judge(
        problem, programs.load(name).source, pool, on_test=lambda _, test: events.append(test)
    )
    assert report.verdict not in (Verdict.ACCEPTED, Verdict.JUDGE_ERROR)
    assert report.total == 5
    shown = report.to_json()
    assert events == shown["tests"]
    # It is stored and sent as UTF-8.
    json.dumps(shown, allow_nan=False, ensure_ascii=False).encode()


def test_an_array_of_endless_empty_rows_is_no_list() -> None:
    found = compare([1.0, 2.0], np.empty((1 << 38, 0)), Compare())
    assert found is not None
    assert found.code in ("length", "shape", "type")


def test_the_solution_is_accepted(problem: Published, pool: CellPool) -> None:
    assert judge(problem, problem.problem.solution, pool).verdict is Verdict.ACCEPTED
