"""The gate for questions, labs and courses: their own answers and their own code must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge import PublishError
from judge.gate.library import prove, prove_all
from judge.proof import Proof
from judge.runner import CellPool
from judge.spec import load_library, parse
from tests.judge.test_kinds import DOCUMENTS, LAB

QUESTION = """
kind: question
id: sigmoid
number: 3
title: The sigmoid's backward pass
difficulty: medium
topics: [backpropagation]
parts:
  - text: Which one?
    kind: choice
    options: [It grows., {text: It falls., feedback: The slope is negative.}]
    answer: It falls.
  - {text: Choose all., kind: choice, options: [a, b, c], answer: [a, c]}
  - {text: Is it?, kind: true_false, answer: false}
  - {text: How much?, kind: number, answer: 0.25, wrong: [{answer: 4, message: Inverse.}]}
  - text: Its derivative?
    kind: expression
    answer: s*(1 - s)
    variables: [s]
    wrong: [{answer: s*(1 + s), message: A sign.}]
  - text: Complete it.
    kind: code
    code: |
      def backward(y, grad):
          return [???]
    answers: [[grad * y * (1 - y), y * grad - y**2 * grad]]
    calls: ["backward(0.3, 2.0)"]
    wrong: [{answers: [grad * y], message: The factor is missing.}]
  - text: Write it.
    kind: code
    code: "import math"
    solution: "def f(): return 1"
    calls: [f()]
    wrong: [{code: "def f(): return 2", message: One too many.}]
  - {text: Explain it., kind: free, answer: Because.}
"""


def change(old: str, new: str, text: str = QUESTION) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def proved(text: str, pool: CellPool) -> Proof:
    proof, published = prove(parse(text, "file.yaml"), pool)
    assert published is None
    return proof


def test_a_question_takes_its_own_answers_and_no_wrong_ones(pool: CellPool) -> None:
    proof = proved(QUESTION, pool)
    assert proof.tests == 2 + 4 + 2 + 4 + 2 + 3 + 3
    assert proof.warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("{answer: 4, message: Inverse.}", "{answer: 0.2501, message: Inverse.}",
         "parts.3.wrong.0", "0.2501 is graded right"),
        ("answer: 0.25,", "answer: 0.25, atol: 3,", "parts.3.atol", "twice as large"),
        ("answer: s*(1 + s), message", "answer: s - s^2, message",
         "parts.4.wrong.0", "'s - s^2' is graded right"),
        ("y * grad - y**2 * grad", "y * grad", "parts.5.answers.0", "is graded wrong"),
        ("answers: [grad * y], ", "answers: [y * grad * (1 - y)], ",
         "parts.5.wrong.0", "is graded right"),
        ('"backward(0.3, 2.0)"', '"forward(0.3)"', "parts.5.answers", "NameError"),
        ("def f(): return 1", "def f(): return g", "parts.6.solution", "NameError"),
        ("def f(): return 1", "while True: pass", "parts.6.solution", "time limit"),
        ('code: "import math"', 'code: "def f(): return 2 - 1"', "parts.6.code", "start from"),
    ],
)  # fmt: skip
def test_a_question_that_does_not_hold_is_refused_at_its_part(
    pool: CellPool, old: str, new: str, field: str, message: str
) -> None:
    text = change(old, new)
    with pytest.raises(PublishError) as caught:
        proved(text, pool)
    issue = caught.value.issues[0]
    assert issue.field == field
    assert message in issue.message
    first = 1 + next(i for i, line in enumerate(text.splitlines()) if "parts:" in line)
    assert first < issue.line <= len(text.splitlines())


def test_a_message_that_nobody_gets_is_a_warning(pool: CellPool) -> None:
    other = "[{answer: 4, message: Inverse.}, {answer: 4.0001, message: Another.}]"
    proof = proved(change("[{answer: 4, message: Inverse.}]", other), pool)
    assert [warning.field for warning in proof.warnings] == ["parts.3.wrong.1"]
    assert "does not get this message but: Inverse." in proof.warnings[0].message


def test_a_lab_runs_its_cells_in_order_and_in_one_namespace(pool: CellPool) -> None:
    lab = change(
        "      - code: |\n          print(np.eye(2))\n",
        "      - code: |\n          a = np.eye(2)\n"
        "      - code: |\n          assert a.sum() == 2\n",
        LAB,
    )
    assert proved(lab, pool).tests == 3


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("  import numpy as np\n", "  import numpies\n", "setup", "ModuleNotFoundError"),
        ("print(np.eye(2))", "print(b)", "sections.0.items.2.code", "NameError"),
        ("print(np.eye(2))", "raise SystemExit", "sections.0.items.2.code", "SystemExit"),
        ("print(np.eye(2))", "import os; os._exit(0)", "sections.0.items.2.code", "ends its"),
        ("print(np.eye(2))", "np.ones((1 << 16, 1 << 16))", "sections.0.items.2.code", "memory"),
    ],
)
def test_a_lab_whose_code_fails_is_refused_at_the_cell(
    pool: CellPool, old: str, new: str, field: str, message: str
) -> None:
    text = change(old, new, LAB)
    with pytest.raises(PublishError) as caught:
        proved(text, pool)
    (issue,) = caught.value.issues
    assert issue.field == field
    assert message in issue.message


def test_a_folder_of_all_kinds_is_proved_at_once(pool: CellPool, tmp_path: Path) -> None:
    for name, text in (DOCUMENTS | {"sigmoid": QUESTION}).items():
        (tmp_path / f"{name}.yaml").write_text(text)
    library = load_library(tmp_path)
    assert library.issues == ()
    results = list(prove_all(library.files, pool, None, lambda source, progress: None))
    assert {r.source.document.kind for r in results} == {"problem", "question", "lab", "course"}
    assert all(result.proof is not None for result in results)
