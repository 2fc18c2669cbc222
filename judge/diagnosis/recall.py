"""Which of many wrong programs gave what a submission gave, found without looking at each of them.

Theory of operation
-------------------
A problem keeps what hundreds of wrong programs give, and to compare two nested values takes tens of
microseconds. So the first numbers of all values stand in one table, those that all programs gave in
one place of one test side by side. The number that tells most of the first answer leaves a few
programs, and each further answer fewer; with none left the search ends. Those that are left agree
in full where the form is the same; where it is not, they are worth a comparison. The table depends
on the problem alone and is made once, when it is first needed.
"""

import pickle
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from judge.compare import compare
from judge.compare.value import all_close, as_numbers
from judge.diagnosis.evidence import Judged
from judge.diagnosis.kept import kept
from judge.diagnosis.layout import in_line
from judge.diagnosis.plan import Array, is_nested
from judge.spec.model import Compare

Label = TypeVar("Label")
Values = Sequence[tuple[bool, Any]]
"""(it gave a value, the value), test by test."""
Answers = Sequence[tuple[int, Judged]]
"""(the place of a test among those of the programs, what a submission gave in it)."""

_FIRST = 32
_SLACK = 1 + 1e-9
_NOTHING = -1


class Recall(Generic[Label]):
    """What programs gave, each under a label, to be searched by what a submission gave."""

    def __init__(self, programs: Sequence[tuple[Label, Values]]) -> None:
        self._programs = programs
        self._keys: dict[int, bytes] = {}
        self._lines: dict[tuple[int, int], Array | None] = {}

    def find(self, answers: Answers, raised: Sequence[int] = ()) -> list[tuple[Label, Values]]:
        """The programs that gave these answers.

        The answers that tell most come first. In the tests `raised` a program gave no value.
        """
        if not self._programs:
            return []
        near = self._all
        with np.errstate(all="ignore"):
            if raised:
                near = near[(self._table[0][list(raised)] == _NOTHING).all(axis=0)]
            for place, test in answers:
                near = self._near(near, place, test)
                if not len(near):
                    return []
            return self._agreeing(near.tolist(), answers)

    def prepare(self) -> None:
        """Make the table now, so that the first search finds it made."""
        if self._programs:
            _ = self._table

    def _near(self, near: Array, place: int, test: Judged) -> Array:
        """Those of the programs that may have given this answer, by its first numbers."""
        counts, table, sizes = self._table
        mine, count = first_numbers(test)
        tolerance = test.tolerance
        if tolerance.mode != "value" or not np.isfinite(mine).all():
            near = near[counts[place, near] == count]
            if tolerance.mode != "value" or not len(near):
                return near
            close = _are_close(table[place, : len(mine), near], mine, tolerance)
            return np.asarray(near[close.all(axis=1)])
        if near is self._all and count:
            at = int(np.abs(mine).argmax())
            error = np.abs(table[place, at] - mine[at])
            allowed = np.maximum(tolerance.atol, tolerance.rtol * sizes[place, at]) * _SLACK
            near = np.flatnonzero(error <= allowed)
            if not len(near):
                return near
        error = np.abs(table[place, : len(mine), near] - mine)
        allowed = np.maximum(tolerance.atol, tolerance.rtol * sizes[place, : len(mine), near])
        close = (error <= allowed * _SLACK).all(axis=1) & (counts[place, near] == count)
        return np.asarray(near[close])

    def _agreeing(self, numbers: list[int], answers: Answers) -> list[tuple[Label, Values]]:
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

    def _is_same_in_line(self, number: int, answers: Answers) -> bool | None:
        """Whether a program gave these answers; None where a line of numbers does not tell."""
        for place, test in answers:
            mine, theirs = test.line, None
            if mine is not None and test.tolerance.mode == "value":
                theirs = self._line(number, place, test)
            if mine is None or theirs is None:
                return None
            if len(mine) > _FIRST and not all_close(theirs, mine, test.tolerance):
                return False if np.isfinite(mine).all() else None
        return True

    def _is_same(self, number: int, answers: Answers) -> bool:
        values = self._programs[number][1]
        return all(
            compare(values[place][1], test.actual, test.tolerance) is None
            for place, test in answers
        )

    def _line(self, number: int, place: int, test: Judged) -> Array | None:
        """The numbers that a program gave, where they have the form that the test expects."""
        if (number, place) not in self._lines:
            value = self._programs[number][1][place][1]
            self._lines[number, place] = in_line(test.given.plan, value)
        return self._lines[number, place]

    def _key(self, number: int) -> bytes:
        """The same for programs that gave just the same, so that one stands for all."""
        if number not in self._keys:
            self._keys[number] = pickle.dumps(list(self._programs[number][1]))
        return self._keys[number]

    @kept
    def _all(self) -> Array:
        """All programs."""
        return np.arange(len(self._programs))

    @kept
    def _table(self) -> tuple[Array, Array, Array]:
        """How many numbers each program gave in each test, the first of them, and their sizes (0 of
        what is not finite): by the test, by the number's place, by the program."""
        tests = len(self._programs[0][1])
        counts = np.full((tests, len(self._programs)), _NOTHING)
        table = np.full((len(self._programs), tests, _FIRST), np.nan)
        for number, (_, values) in enumerate(self._programs):
            for test, (given, value) in enumerate(values):
                if given:
                    counts[test, number] = _write_numbers(value, table[number, test])
        table = np.ascontiguousarray(table.transpose(1, 2, 0))
        return counts, table, np.where(np.isfinite(table), np.abs(table), 0.0)


def first_numbers(test: Judged) -> tuple[Array, int]:
    """The first numbers that came in a test, and how many there are in all."""
    line, layout = test.line, test.given.layout
    if line is None or layout is None or layout.has_text:
        found = np.full(_FIRST, np.nan)
        count = _write_numbers(test.actual, found)
        return found[:count], count
    if layout.order is not None:
        return line[layout.order[:_FIRST]], len(line)
    return line[:_FIRST], len(line)


def _is_in_table(test: Judged) -> bool:
    """Whether an answer is no more than the numbers that the table has room for."""
    line, layout = test.line, test.given.layout
    if line is None or layout is None or test.tolerance.mode != "value":
        return False
    return len(line) <= _FIRST and not layout.has_text


def _are_close(theirs: Array, mine: Any, tolerance: Compare) -> Array:
    allowed = np.maximum(tolerance.atol, tolerance.rtol * np.abs(theirs)) * _SLACK
    error = np.abs(mine - theirs)
    close = (error <= allowed) & (error < np.inf)
    return np.asarray(close | (mine == theirs) | ((mine != mine) & (theirs != theirs)))


def _write_numbers(value: Any, into: Array, count: int = 0) -> int:
    """Write the first numbers of a value into an array, from a place on; the place after them.

    Complex numbers count double, and a text counts as more than there is room for: so it is known
    when the table does not hold all of a value.
    """
    if isinstance(value, str):
        return count + _FIRST + 1
    if type(value) is float and count < _FIRST:
        into[count] = value
        return count + 1
    if is_nested(value):
        if isinstance(value, dict):
            value = [value[key] for key in sorted(value, key=repr)]
        for item in value:
            count = _write_numbers(item, into, count)
        return count
    array = as_numbers(value)
    if array is None:
        return count
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag])
    if count < _FIRST:
        some = array.ravel()[: _FIRST - count]
        into[count : count + some.size] = some
    return count + array.size
