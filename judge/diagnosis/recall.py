"""Finds, among what many programs gave in the same tests, those that gave what a submission gave.

Theory of operation
-------------------
A problem knows what hundreds of wrong programs give, and to compare two nested values takes tens of
microseconds. So the first numbers of all values in a test stand in one table, and one sweep over it
leaves the few programs that are worth a comparison. The tables depend on the problem alone and are
made once, when they are first needed.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from judge.compare import compare
from judge.compare.value import as_numbers
from judge.diagnosis.evidence import Array, is_nested
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
        self._tables: dict[int, tuple[Array, Array]] = {}

    def find(
        self, answers: Sequence[tuple[int, Any, Compare]], raised: Sequence[int] = ()
    ) -> list[tuple[Label, Values]]:
        """The programs that gave these answers: (place of the test, value, how close).

        In the tests `raised` a program gave no value. A program that is alone in its first numbers
        is compared in full in the first answer; several are in all.
        """
        left = np.arange(len(self._programs))
        for test, value, tolerance in answers:
            if len(left):
                left = left[self._is_near(test, left, value, tolerance)]
        found = [self._programs[number] for number in left.tolist()]
        found = [
            (label, values) for label, values in found if not any(values[t][0] for t in raised)
        ]
        for test, value, tolerance in answers[: 1 if len(found) == 1 else None]:
            found = [
                (label, values)
                for label, values in found
                if compare(values[test][1], value, tolerance) is None
            ]
        return found

    def _is_near(self, test: int, left: Array, value: Any, tolerance: Compare) -> Array:
        """Which of the programs may have given this value in a test."""
        counts, table = self._table(test)
        if tolerance.mode != "value":
            return np.array([self._is_same(n, test, value, tolerance) for n in left], bool)
        mine = np.full(_FIRST, np.nan)
        near: Array = counts[left] == _first_numbers(value, mine)
        if near.any():
            theirs = table[left[near]]
            with np.errstate(all="ignore"):
                allowed = np.maximum(tolerance.atol, tolerance.rtol * np.abs(theirs)) * _SLACK
                close = np.abs(mine - theirs) <= allowed
            close |= (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
            near[near] = close.all(axis=1)
        return near

    def _is_same(self, program: int, test: int, value: Any, tolerance: Compare) -> bool:
        given, theirs = self._programs[program][1][test]
        return given and compare(theirs, value, tolerance) is None

    def _table(self, test: int) -> tuple[Array, Array]:
        """How many numbers each program gave in a test, and the first of them."""
        if test not in self._tables:
            counts = np.full(len(self._programs), _NOTHING)
            table = np.full((len(self._programs), _FIRST), np.nan)
            for number, (_, values) in enumerate(self._programs):
                given, value = values[test]
                if given:
                    counts[number] = _first_numbers(value, table[number])
            self._tables[test] = counts, table
        return self._tables[test]


def _first_numbers(value: Any, into: Array, count: int = 0) -> int:
    """Write the first numbers of a value into an array, from a place on; the place after them."""
    if is_nested(value):
        if isinstance(value, dict):
            value = [value[key] for key in sorted(value, key=repr)]
        for item in value:
            count = _first_numbers(item, into, count)
        return count
    array = as_numbers(value)
    if array is None:
        return count
    if count < _FIRST:
        some = array.real.ravel()[: _FIRST - count]
        into[count : count + some.size] = some
    return count + array.size
