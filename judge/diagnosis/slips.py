"""Answers that are what the reference gives with one slip in it: values that no pattern explains.

Theory of operation
-------------------
Deep inside a computation a flipped sign leaves values without a pattern. But the values are the
same whoever makes the slip, and however the program is written. So the publish gate keeps what
mutants of the reference give in a few tests, and an answer that agrees with one of them in each of
these is told which slip gives it. Only the kind of slip is told: neither where it is, nor a line of
the reference.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.recall import Recall

_MOST_SLIPS = 3
# By kind of mutant; kinds that would tell a person nothing are not kept.
WORDS: dict[str, str] = {
    "abs-dropped": "an absolute value is missing",
    "accumulation-dropped": "a value is overwritten that should be added to",
    "add-to-subtract": "a minus stands in place of a plus",
    "another-local-returned": "another value is returned, one of those on the way",
    "arguments-swapped": "two arguments of a call are swapped",
    "axis-changed": "a reduction runs over the wrong axis",
    "axis-dropped": "a reduction runs over all axes in place of one",
    "axis-not-added": "an axis is not added, so that shapes are broadcast in another way",
    "backward-difference": "a backward difference stands in place of a centered one",
    "branches-swapped": "the two branches of a choice are swapped",
    "cast-dropped": "a conversion of a type is missing",
    "clip-dropped": "a clip is missing",
    "comparison-boundary": "a comparison treats its boundary the other way (< and <=)",
    "comparison-flipped": "a comparison is the wrong way round",
    "condition-changed": "a condition has `and` and `or` confused",
    "condition-negated": "a condition is negated",
    "constant-changed": "one constant has another value",
    "copy-dropped": "a copy is missing, so that an array changes under another name",
    "count-changed": "all entries are counted in place of the rows, or the other way round",
    "counted-from-zero": "a count begins at 0 where it should begin at 1, or the other way round",
    "ddof-dropped": "a spread is taken over n where it should be n - 1, or the other way round",
    "divide-to-multiply": "a product stands in place of a quotient",
    "divisor-dropped": "a division is missing",
    "eps-changed": "a small constant (an epsilon, a step) has another size",
    "eps-dropped": "a small constant (an epsilon) is missing",
    "eps-moved": "a small constant (an epsilon) stands on the other side of a root",
    "factor-dropped": "a factor inside the formula is missing",
    "factor-inserted": "a factor 2 is missing, or too much, inside the formula",
    "flag-flipped": "a flag is true where it should be false, or the other way round",
    "floor-to-divide": "`/` stands in place of `//`",
    "forward-difference": "a forward difference stands in place of a centered one",
    "function-dropped": "a function (exp, log, tanh...) is not applied",
    "function-swapped": "a function is taken for its sibling (sum and mean, min and max...)",
    "guard-deleted": "a special case is not dealt with",
    "index-shifted": "an index is off by one",
    "jump-deleted": "a loop goes on where it should stop or skip",
    "keepdims-dropped": "a reduction drops an axis that should stay (`keepdims`)",
    "matmul-to-multiply": "`*` stands in place of `@`",
    "moves-all": "all entries of an array are set where one should be",
    "multiply-to-add": "a sum stands in place of a product",
    "multiply-to-divide": "a quotient stands in place of a product",
    "multiply-to-matmul": "`@` stands in place of `*`",
    "operands-swapped": "the two sides of a difference, a quotient or a product are swapped",
    "order-swapped": "two steps are in the wrong order (a new value in place of the old one)",
    "parameters-swapped": "two parameters are swapped",
    "power-changed": "a power has another exponent",
    "power-dropped": "a power (a square, a root) is missing",
    "power-to-multiply": "a product stands in place of a power",
    "range-bound": "a loop runs once too often, or once too seldom",
    "repeated-lost": "repeated indices overwrite each other (`np.add.at` adds them up)",
    "reshape-dropped": "an array is not reshaped",
    "results-swapped": "two results are swapped",
    "reverse-dropped": "an order is not reversed",
    "root-dropped": "a square root is missing",
    "sandwich-transposed": "in a product such as A P A^T the transposition is at the wrong end",
    "sign-dropped": "a minus sign is missing",
    "sign-flipped": "the sign of the result is wrong",
    "sizes-swapped": "two sizes of a shape are confused (rows and columns)",
    "slice-bound": "a slice has another bound",
    "slope-swapped": "the derivative of another activation is used",
    "sort-dropped": "a sort is missing",
    "statement-deleted": "a step is left out",
    "subtract-to-add": "a plus stands in place of a minus",
    "term-dropped": "a term of a sum or difference is missing",
    "transpose-added": "a matrix is transposed that should not be",
    "transpose-dropped": "a transposition is missing",
    "weights-swapped": "two weights, such as `beta` and `1 - beta`, are swapped",
}


@dataclass(frozen=True)
class Slip:
    """What the reference gives with one slip in it, in the tests that slips are kept for."""

    kind: str
    values: tuple[tuple[bool, Any], ...]
    """(it gave a value, the value), test by test."""


def find_slip(
    slips: Recall[str], tests: Sequence[int], judged: Mapping[int, Judged]
) -> Diagnosis | None:
    """The slip that gives what this submission gave; `tests` are those that slips were kept for.

    `slips` are under their kinds. A slip's run ends at its first exception, so that what follows is
    not known of it. None when several different slips would give the values, or when these are so
    plain that it may be chance.
    """
    mine = [(place, judged.get(test)) for place, test in enumerate(tests)]
    answers = [(place, test) for place, test in mine if test is not None]
    wrong = [answer for answer in answers if answer[1].difference is not None]
    if not any(_is_telling(test) for _, test in wrong):
        return None
    found = slips.find(
        answers, telling=wrong[0], raised=[place for place, test in mine if test is None]
    )
    words = dict.fromkeys(WORDS[kind] for kind, _ in found if kind in WORDS)
    if not 1 <= len(words) <= _MOST_SLIPS:
        return None
    return Diagnosis("slip", f"Your values are those of a solution in which {', or '.join(words)}.")


def _is_telling(test: Judged) -> bool:
    """Whether a value has a number of more digits than two computations share by chance."""
    for number in test.first[0].tolist():
        if math.isfinite(number) and abs(number - float(f"{number:.3g}")) > 1e-6 * abs(number):
            return True
    return False
