"""The publish gate's judgment of tests: mutants, twins, leaks, room, and the words of mistakes."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from judge import Published, PublishError, publish
from judge.gate import Progress, Step
from judge.proof import MutationResult
from judge.runner import CellPool
from judge.spec import Issue, parse_problem

CENTERED = """
kind: problem
id: centered
number: 902
title: Mean of each row
difficulty: easy
topics: [arrays]
statement: |
  Take each row's mean away from its entries.
  Half a turn is 3.14159265 and a kilobyte is 1024.
function: centered
parameters:
  - {name: X, type: "float64[n, d]", about: the rows}
returns: {type: "float64[n, d]", about: the rows without their means}
starter: |
  def centered(X):
      pass
solution: |
  import numpy as np

  def centered(X):
      mean = X.mean(axis=1, keepdims=True)
      return X - mean
examples:
  - {name: shown, inputs: {X: [[1.5, 2.25, 1.75], [4.0, 0.0, 12345.0]]}}
tests:
  - {name: hidden, inputs: {X: [[77123.5, 1.0], [2.0, 12345.0], [8.0, 1.0]]}}
  - name: random
    count: 2
    seed: 1
    generate: |
      X = rng.normal(size=(2, 3))
wrong:
  - name: columns
    verdict: wrong_answer
    message: You take the mean of each column.
    code: |
      def centered(X):
          return X - X.mean(axis=0)
"""
WEAK = CENTERED[: CENTERED.index("  - name: random\n    count")].replace(
    "[[77123.5, 1.0], [2.0, 12345.0], [8.0, 1.0]]", "[[1.0, 2.0]]"
).replace("[[1.5, 2.25, 1.75], [4.0, 0.0, 12345.0]]", "[[4.0, 2.0]]")  # fmt: skip


def change(old: str, new: str, text: str = CENTERED) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@dataclass(frozen=True)
class Gate:
    """Publishes texts in real cells."""

    pool: CellPool

    def publish(self, text: str, on_progress: Callable[[Progress], None] = print) -> Published:
        return publish(parse_problem(text, "centered.yaml"), self.pool, on_progress)

    def refuse(self, text: str) -> list[Issue]:
        with pytest.raises(PublishError) as caught:
            self.publish(text)
        return caught.value.issues


@pytest.fixture(scope="module")
def gate(pool: CellPool) -> Gate:
    return Gate(pool)


def line_of(text: str, wanted: str) -> int:
    return 1 + next(i for i, line in enumerate(text.splitlines()) if wanted in line)


def test_a_problem_whose_tests_find_every_mutant_is_published_with_its_proof(gate: Gate) -> None:
    proof = gate.publish(CENTERED).proof
    assert proof.tests == 4
    assert proof.wrong == 1
    assert proof.mutation.total >= 8
    assert proof.mutation.killed == proof.mutation.total
    assert proof.warnings == ()
    assert 0 < proof.reference_seconds < proof.seconds
    assert 0 < 2 * proof.reference_seconds < proof.limit_seconds
    assert 0 <= 2 * proof.reference_mib < proof.limit_mib == 256


def test_the_proof_is_kept_with_the_problem(gate: Gate) -> None:
    text = change("    generate: |\n      X = rng.normal(size=(2, 3))\n",
                  "    generate: |\n      X = 3.0 + rng.random(size=(2, 3))\n")  # fmt: skip
    published = gate.publish(text)
    again = Published.from_bytes(published.to_bytes())
    assert again.proof == published.proof
    assert again.proof.mutation.total > 0


def test_tests_that_let_mutants_live_refuse_the_problem_with_their_diffs(gate: Gate) -> None:
    issues = gate.refuse(WEAK)
    assert issues[0].line == line_of(WEAK, "tests:")
    assert "mutants of the solution pass every test" in issues[0].message
    survivors = {issue.message: issue.line for issue in issues[1:]}
    dropped = "mean = X.mean(axis=1, keepdims=True) -> mean = X.mean(keepdims=True)"
    assert survivors[f"passes every test (axis-dropped): {dropped}"] == line_of(WEAK, "mean = X")


def equivalent(*named: str) -> str:
    entries = (f'  - {{mutant: "{name}", reason: the tests have one row}}\n' for name in named)
    return WEAK + "equivalent:\n" + "".join(entries)


def test_an_author_may_say_that_mutants_are_equivalent(gate: Gate) -> None:
    issues = gate.refuse(WEAK)
    named = [issue.message.split(": ", 1)[1] for issue in issues[1:]]
    by_line_alone = named[0].split(" -> ")[1]
    mutation = gate.publish(equivalent(by_line_alone, *named[1:])).proof.mutation
    assert mutation.survivors == ()
    assert mutation.equivalent == len(named)
    assert mutation.killed + mutation.equivalent == mutation.total


def test_a_mutant_is_named_whichever_way_its_line_is_spaced(gate: Gate) -> None:
    spaced = WEAK.replace(
        "mean = X.mean(axis=1, keepdims=True)", "mean = X.mean(1,   None,  None, True)"
    )
    names = [issue.message.split(": ", 1)[1] for issue in gate.refuse(spaced)[1:]]
    entries = "".join(f'  - {{mutant: "{name}", reason: one row}}\n' for name in names)
    mutation = gate.publish(f"{spaced}equivalent:\n{entries}").proof.mutation
    assert mutation.equivalent == len(names) > 0


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("return X * mean", "no mutant is named so"),
        ("return X + mean", "a test fails for this mutant"),
    ],
)
def test_what_is_called_equivalent_must_be_a_survivor(gate: Gate, named: str, message: str) -> None:
    text = equivalent(named)
    issue = gate.refuse(text)[0]
    assert message in issue.message
    assert issue.line == line_of(text, named)


ENDLESS = change(
    "      mean = X.mean(axis=1, keepdims=True)\n      return X - mean\n",
    """      total, i = np.zeros((len(X), 1)), 0
      while i < X.shape[1]:
          total = total + X[:, i : i + 1]
          i += 1
      return X - total / X.shape[1]
""",
)


def test_a_mutant_without_an_end_is_found_by_the_time_it_takes(gate: Gate) -> None:
    proof = gate.publish(ENDLESS).proof
    assert proof.mutation.killed == proof.mutation.total > 20
    assert proof.seconds < 20


SLOWER = change(
    "      return X - mean\n",
    "      for i in range(20_000):\n          i + 1\n      return X - mean\n",
)


def test_a_mutant_that_is_right_but_slower_may_be_called_equivalent(gate: Gate) -> None:
    slow = SLOWER.replace("20_000", "20_000 ** (1)")  # 20_000 ** 2 would take minutes
    named = [issue.message.split(": ", 1)[1] for issue in gate.refuse(slow)[1:]]
    named.append("for i in range(20_000 ** (1)): -> for i in range(20_000 ** (2)):")
    entries = "".join(f'  - {{mutant: "{name}", reason: as right}}\n' for name in named)
    mutation = gate.publish(f"{slow}equivalent:\n{entries}").proof.mutation
    assert mutation.equivalent == len(named)
    assert mutation.killed + mutation.equivalent == mutation.total


def test_a_mutant_is_too_slow_where_a_submission_would_be(gate: Gate) -> None:
    # In company it is stopped after a tenth of a second, which it passes in each test.
    slow = SLOWER.replace("20_000", "3_000 ** (1)") + "limits: {time_s: 30}\n"
    passing = "for i in range(3_000 ** (1)): -> for i in range(3_000 ** (2)):"
    assert any(passing in issue.message for issue in gate.refuse(slow))


GREEDY = change(
    "      return X - mean\n",
    "      if len(X) > 99:\n          mean = np.ones((1 << 17, 1 << 17))\n      return X - mean\n",
)


def test_a_mutant_that_takes_all_memory_ends_nobody_else(gate: Gate) -> None:
    kinds = {issue.message.split("(")[1].split(")")[0] for issue in gate.refuse(GREEDY)[1:]}
    assert "guard-deleted" in kinds, "no test reaches what is guarded"
    assert not kinds & {"condition-negated", "comparison-flipped", "add-to-subtract"}


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("[[77123.5, 1.0], [2.0, 12345.0], [8.0, 1.0]]", "[[1.5, 2.25, 1.75], [4, 0, 12345]]",
         "tests.0", "is the same test as 'shown', which everybody sees"),
        ("X = rng.normal(size=(2, 3))", "X = np.ones((2, 3))",
         "tests.1", "'random 2' is the same test as 'random 1'"),
    ],
)  # fmt: skip
def test_no_two_tests_are_alike(gate: Gate, old: str, new: str, field: str, message: str) -> None:
    issue = gate.refuse(change(old, new))[0]
    assert issue.field == field
    assert message in issue.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One entry is 77123.5, say.", "77123.5"),
        ("One entry is -77_123.5 or 7.71235e4.", "7.71235e4"),
        ("The mean is 38562.25.", None),
        ("An answer is 38561.25.", "38561.25"),
        ("12345 and 3.14159265 and 0.6931472 and 65536.", None),
        ("See x77123.5 and 1.77123.5 of version 77123.5.1.", None),
    ],
)
def test_no_number_of_a_hidden_test_may_be_read(gate: Gate, text: str, found: str | None) -> None:
    changed = change("  Half a turn", f"  {text}\n  Half a turn")
    if found is None:
        gate.publish(changed)
        return
    issue = gate.refuse(changed)[0]
    assert issue.message.startswith(f"{found} is a number of the hidden test 'hidden'")
    assert issue.line == line_of(changed, text)


def test_a_number_that_a_hidden_result_rounds_to_is_found_too(gate: Gate) -> None:
    hidden = next(case for case in gate.publish(CENTERED).cases if case.name == "random 1")
    number = f"{float(hidden.expected[0, 0]):.6e}"
    issue = gate.refuse(change("about: the rows}", f"'about': 'such as {number}'}}"))[0]
    assert "hidden test 'random 1'" in issue.message
    assert issue.field == "parameters.0.about"


def test_limits_must_leave_the_reference_room(gate: Gate) -> None:
    busy = "import time\n  while time.process_time() < 0.4:\n      pass\n"  # as much on any machine
    issue = gate.refuse(f"{CENTERED}setup: |\n  {busy}limits: {{time_s: 0.6}}\n")[0]
    assert issue.field == "limits.time_s"
    assert "allow it twice as much" in issue.message
    big = change("      mean = X", "      np.ones(5_000_000).sum()\n      mean = X")
    issue = gate.refuse(big + "limits: {memory_mib: 48}\n")[0]
    assert issue.field == "limits.memory_mib"
    assert "of 48 MiB: allow it twice as much" in issue.message


def test_a_message_that_nobody_would_get_is_a_warning(gate: Gate) -> None:
    text = CENTERED + CENTERED[CENTERED.index("  - name: columns") :].replace(
        "name: columns", "name: columns again"
    ).replace("You take the mean of each column.", "Look at the axis.")
    warnings = gate.publish(text).proof.warnings
    assert [issue.field for issue in warnings] == ["wrong.1.message"]
    assert "gets the message of 'columns'" in warnings[0].message


def test_who_waits_is_told_each_step(gate: Gate) -> None:
    told: list[Progress] = []
    gate.publish(CENTERED, told.append)
    steps = [item for item in told if isinstance(item, Step)]
    assert list(dict.fromkeys(step.name for step in steps)) == [
        "tests", "solution", "starter", "wrong solutions", "mutants",
    ]  # fmt: skip
    for name in {step.name for step in steps}:
        done = [step.done for step in steps if step.name == name]
        assert done == sorted(done)
        assert done[-1] == next(step.total for step in steps if step.name == name)
    results = [item for item in told if isinstance(item, MutationResult)]
    assert len(results) == 1
    assert results[0].total > 0
