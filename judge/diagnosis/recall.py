"""Which of many wrong programs gave what a submission gave, found without looking at each of them.

Theory of operation
-------------------
A problem keeps what hundreds of wrong programs give, and to compare two nested values takes tens of
microseconds. So the first numbers of all values stand in one table. The number of the first answer
that is farthest off is compared with the same one of all programs, which leaves a few of them, and
mostly none; of these the table's numbers are compared, all tests at once. Those that are left agree
in full where the form is the same; where it is not, they are worth a comparison. The table depends
on the problem alone and is made once, when it is first needed.
"""

import math
import pickle
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from judge.compare import compare
from judge.compare.value import all_close
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Judged
from judge.diagnosis.kept import kept
from judge.diagnosis.layout import FIRST, in_line, write_numbers
from judge.diagnosis.plan import Array
from judge.spec.model import Compare

Label = TypeVar("Label")
Values = Sequence[tuple[bool, Any]]
"""(it gave a value, the value), test by test."""
Answer = tuple[int, Judged]
"""(the place of a test among those of the programs, what a submission gave in it)."""

_SLACK = 1 + 1e-9
_MOST_RELATIVE = 0.1
"""With a larger tolerance one number leaves too many."""
_MOST_IN_LINE = 1000
"""Longer lines of programs are made when they are asked for: they would take too much room."""
_NOTHING = -1
_TOGETHER = 8
"""So many answers are looked at at once."""


class Recall(Generic[Label]):
    """What programs gave, each under a label, to be searched by what a submission gave."""

    def __init__(self, programs: Sequence[tuple[Label, Values]], tests: Sequence[Given]) -> None:
        """`tests`: those that the programs have values for."""
        self._programs = programs
        self._tests = tests
        self._keys: dict[int, bytes] = {}
        self._lines: dict[tuple[int, int], Array | None] = {}

    def find(
        self,
        answers: Sequence[Answer],
        raised: Sequence[int] = (),
        telling: Answer | None = None,
    ) -> list[tuple[Label, Values]]:
        """The programs that gave these answers; `telling` is one that tells much, else the first.

        In the tests `raised` a program gave no value.
        """
        if not self._programs:
            return []
        with np.errstate(all="ignore"):
            if telling is None and answers:
                telling = answers[0]
            near = self._like(*telling) if telling else self._all
            if raised and near:
                counts = self._table[0]
                near = [at for at in near if all(counts[at, test] == _NOTHING for test in raised)]
            for begin in range(0, len(answers), _TOGETHER):
                if near:
                    near = self._near(near, answers[begin : begin + _TOGETHER])
            return self._agreeing(near, answers) if near else []

    def prepare(self) -> None:
        """Make the table now, so that the first search finds it made."""
        if self._programs:
            _ = self._table

    def _like(self, place: int, test: Judged) -> list[int]:
        """Those of the programs that may have given this answer, by its number that is farthest
        off."""
        tolerance = test.given.tolerance
        mine, _ = test.first
        if tolerance.mode != "value" or tolerance.rtol >= _MOST_RELATIVE or not len(mine):
            return self._all
        layout = test.given.layout
        if test.line is None or layout is None or layout.has_text:
            at = int(np.abs(mine).argmax())
        else:
            at = int(np.abs(mine - layout.first).argmax())
        number = mine.item(at)
        theirs = self._table[1][:, place, at]
        if math.isfinite(number):
            reach = 2 * max(tolerance.atol, tolerance.rtol * abs(number))
            like = np.abs(theirs - number) <= reach
        else:
            like = ~np.isfinite(theirs)
        near: list[int] = like.nonzero()[0].tolist()
        return near

    def _near(self, near: list[int], answers: Sequence[Answer]) -> list[int]:
        """Those of the programs that may have given these answers, by their first numbers."""
        counts, table = self._table
        absolute, relative = self._bounds
        numbers, rows = np.array(near), [place for place, _ in answers]
        if rows == list(range(len(self._tests))):
            theirs, their_counts = table[numbers], counts[numbers]
        else:
            theirs, their_counts = table[numbers[:, None], rows], counts[numbers[:, None], rows]
            absolute, relative = absolute[rows], relative[rows]
        mine = np.zeros((len(answers), FIRST))
        my_counts = []
        for row, (_, test) in zip(mine, answers, strict=True):
            some, count = test.first
            row[: len(some)] = some
            my_counts.append(count)
        allowed = np.maximum(absolute, relative * np.abs(mine))
        is_finite = math.isfinite(mine.sum())
        if not is_finite:
            allowed[~np.isfinite(mine) & (absolute < np.inf)] = -1.0
        close = np.abs(theirs - mine) <= allowed
        if not is_finite:
            close |= (mine == theirs) | ((mine != mine) & (theirs != theirs))
        same = close.all(axis=(1, 2)) & (their_counts == my_counts).all(axis=1)
        found: list[int] = numbers[same].tolist()
        return found

    @kept
    def _bounds(self) -> tuple[Array, Array]:
        """How far numbers may be from those of a program, absolutely and relatively."""
        tolerances = [test.tolerance for test in self._tests]
        absolute = [t.atol if t.mode == "value" else math.inf for t in tolerances]
        relative = [_SLACK * tolerance.rtol for tolerance in tolerances]
        return _SLACK * np.array(absolute)[:, None], np.array(relative)[:, None]

    def _agreeing(
        self, numbers: list[int], answers: Sequence[Answer]
    ) -> list[tuple[Label, Values]]:
        """Those of the programs, known by their first numbers, that agree in full."""
        some = [
            (place, test)
            for place, test in answers
            if test is answers[0][1]  # it tells the form
            or not _is_in_table(test)
        ]
        agrees: dict[bytes, bool] = {}
        found = []
        for number in numbers:
            is_same = self._is_same_in_line(number, some)
            if is_same is None:
                key = self._key(number)
                if key not in agrees:
                    agrees[key] = self._is_same(number, some)
                is_same = agrees[key]
            if is_same:
                found.append(self._programs[number])
        return found

    def _is_same_in_line(self, number: int, answers: Sequence[Answer]) -> bool | None:
        """Whether a program gave these answers; None where lines of numbers do not tell."""
        long: list[tuple[Array, Array, Compare]] = []
        for place, test in answers:
            mine, theirs = test.line, None
            if mine is not None and test.given.tolerance.mode == "value":
                theirs = self._line(number, place)
            if mine is None or theirs is None:
                return None
            if len(mine) > FIRST:
                long.append((theirs, mine, test.given.tolerance))
        if not long:
            return True
        tolerance = long[0][2]
        if any(other != tolerance for _, _, other in long):
            return None
        mine = np.concatenate([mine for _, mine, _ in long])
        if all_close(np.concatenate([theirs for theirs, _, _ in long]), mine, tolerance):
            return True
        return False if np.isfinite(mine).all() else None

    def _is_same(self, number: int, answers: Sequence[Answer]) -> bool:
        values = self._programs[number][1]
        return all(
            compare(values[place][1], test.actual, test.tolerance) is None
            for place, test in answers
        )

    def _line(self, number: int, place: int) -> Array | None:
        """The numbers that a program gave, where they have the form that the test expects."""
        try:
            return self._lines[number, place]
        except KeyError:
            return in_line(self._tests[place].plan, self._programs[number][1][place][1])

    def _key(self, number: int) -> bytes:
        """The same for programs that gave just the same, so that one stands for all."""
        if number not in self._keys:
            self._keys[number] = pickle.dumps(list(self._programs[number][1]))
        return self._keys[number]

    @kept
    def _all(self) -> list[int]:
        """All programs."""
        return list(range(len(self._programs)))

    @kept
    def _table(self) -> tuple[Array, Array]:
        """How many numbers each program gave in each test, and the first of them (0 where there are
        none): by the program, by the test, by the number's place."""
        counts = np.full((len(self._programs), len(self._tests)), _NOTHING)
        table = np.zeros((*counts.shape, FIRST))
        for number, (_, values) in enumerate(self._programs):
            for place, (given, value) in enumerate(values):
                if given:
                    counts[number, place] = self._write(number, place, value, table[number, place])
        return counts, table

    def _write(self, number: int, place: int, value: Any, row: Array) -> int:
        """Enter what a program gave; how many numbers that are."""
        test = self._tests[place]
        line = None if test.layout is None else in_line(test.plan, value)
        if line is None or len(line) <= _MOST_IN_LINE:
            self._lines[number, place] = line
        if line is None or test.layout is None or test.layout.has_text:
            return write_numbers(value, row)
        some = test.layout.of_first(line)
        row[: len(some)] = some
        return len(line)


def _is_in_table(test: Judged) -> bool:
    """Whether an answer is no more than the numbers that the table has room for."""
    line, layout = test.line, test.given.layout
    if line is None or layout is None or test.tolerance.mode != "value":
        return False
    return len(line) <= FIRST and not layout.has_text
