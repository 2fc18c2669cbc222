"""Finds, among what many programs gave in the same tests, those that gave what a submission gave.

Theory of operation
-------------------
A problem knows what hundreds of wrong programs give, and to compare two nested values takes tens of
microseconds. So the first numbers of all values stand in one table, those that all programs gave in
one place of one test side by side. The number that tells most of the first answer leaves a few
programs; what these gave in all tests is laid beside all that the submission gave at once, and what
is left is worth a comparison. The table depends on the problem alone and is made once, when it is
first needed.
"""

import pickle
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from judge.compare import compare
from judge.compare.value import as_numbers
from judge.diagnosis.given import Array, is_nested
from judge.diagnosis.kept import kept
from judge.spec.model import Compare

Label = TypeVar("Label")
Values = Sequence[tuple[bool, Any]]
"""(it gave a value, the value), test by test."""

_FIRST = 32
_SLACK = 1 + 1e-9
_NOTHING = -1


class Recall(Generic[Label]):
    """What programs gave, each under a label, to be searched by what a submission gave."""

    def __init__(self, programs: Sequence[tuple[Label, Values]]) -> None:
        self._programs = programs
        self._keys: dict[int, bytes] = {}

    def find(
        self, answers: Sequence[tuple[int, Any, Compare]], raised: Sequence[int] = ()
    ) -> list[tuple[Label, Values]]:
        """The programs that gave these answers: (place of the test, value, how close).

        The answers that tell most come first. In the tests `raised` a program gave no value.
        """
        if not self._programs:
            return []
        mine = np.full((len(answers), _FIRST), np.nan)
        counts: list[int] = []
        near = np.arange(len(self._programs))
        with np.errstate(all="ignore"):
            for answer, row in zip(answers, mine, strict=True):
                counts.append(_first_numbers(answer[1], row))
                if len(counts) == 1:
                    near = self._near_first(answer, row, counts[0])
                if not len(near):
                    return []
            if raised:
                at = self._table[0][list(raised)][:, near]
                near = near[(at == _NOTHING).all(axis=0)]
            if answers and len(near):
                near = self._near_all(near, answers, mine, counts)
        return self._agreeing(near.tolist(), answers, counts)

    def _near_all(
        self, near: Array, answers: Sequence[tuple[int, Any, Compare]], mine: Array, count: Any
    ) -> Array:
        """Those of the programs that may have given all of these answers."""
        counts, table = self._table
        tests = [test for test, _, _ in answers]
        near = near[(counts[tests][:, near] == np.array(count)[:, None]).all(axis=0)]
        if not len(near):
            return near
        close = _are_close(
            table[:, :, near][tests],
            mine[:, :, None],
            _each([tolerance.rtol for _, _, tolerance in answers]),
            _each([tolerance.atol for _, _, tolerance in answers]),
        )
        free = _each([tolerance.mode != "value" for _, _, tolerance in answers])
        return near[(close | free).all(axis=(0, 1))]

    def _near_first(self, answer: tuple[int, Any, Compare], mine: Array, count: int) -> Array:
        """The programs that may have given this answer, by one number of it."""
        test, _, tolerance = answer
        counts, table = self._table
        near = counts[test] == count
        if tolerance.mode == "value":
            size = np.abs(mine)
            at = int(np.where(size < np.inf, size, -1.0).argmax())
            near &= _are_close(table[test, at], mine[at], tolerance.rtol, tolerance.atol)
        found = np.flatnonzero(near)
        if not len(found) or tolerance.mode != "value":
            return found
        room = min(count, _FIRST)
        theirs = table[test, :room, found].T
        return found[_are_close(theirs, mine[:room, None], tolerance.rtol, tolerance.atol).all(0)]

    def _agreeing(
        self, numbers: list[int], answers: Sequence[tuple[int, Any, Compare]], counts: list[int]
    ) -> list[tuple[Label, Values]]:
        """Those that agree in full: the first answer tells the form, others what has no room."""
        some = [
            answer
            for answer, count in zip(answers, counts, strict=True)
            if answer is answers[0] or count > _FIRST or answer[2].mode != "value"
        ]
        found = []
        agrees: dict[bytes, bool] = {}
        for number in numbers:
            values = self._programs[number][1]
            key = self._key(number) if len(numbers) > 1 else b""
            if key not in agrees:
                agrees[key] = all(compare(values[t][1], v, close) is None for t, v, close in some)
            if agrees[key]:
                found.append(self._programs[number])
        return found

    def prepare(self) -> None:
        """Make the table now, so that the first search finds it made."""
        if self._programs:
            _ = self._table

    def _key(self, number: int) -> bytes:
        """The same for programs that gave just the same, so that one stands for all."""
        if number not in self._keys:
            self._keys[number] = pickle.dumps(list(self._programs[number][1]))
        return self._keys[number]

    @kept
    def _table(self) -> tuple[Array, Array]:
        """How many numbers each program gave in each test, and the first of them: by the test, by
        the number's place, by the program."""
        tests = len(self._programs[0][1])
        counts = np.full((tests, len(self._programs)), _NOTHING)
        table = np.full((len(self._programs), tests, _FIRST), np.nan)
        for number, (_, values) in enumerate(self._programs):
            for test, (given, value) in enumerate(values):
                if given:
                    counts[test, number] = _first_numbers(value, table[number, test])
        return counts, np.ascontiguousarray(table.transpose(1, 2, 0))


def _each(items: Sequence[Any]) -> Array:
    """One for each test, beside what programs gave in them."""
    return np.array(items)[:, None, None]


def _are_close(theirs: Array, mine: Any, rtol: Any, atol: Any) -> Array:
    allowed = np.maximum(atol, rtol * np.abs(theirs)) * _SLACK
    error = np.abs(mine - theirs)
    close = (error <= allowed) & (error < np.inf)
    return np.asarray(close | (mine == theirs) | ((mine != mine) & (theirs != theirs)))


def _first_numbers(value: Any, into: Array, count: int = 0) -> int:
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
            count = _first_numbers(item, into, count)
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
