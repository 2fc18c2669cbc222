"""Numbers of hidden tests that stand in what candidates may read."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from judge.gate.findings import Field, Findings
from judge.published import Published

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]*\w)")
_LEAST_DIGITS = 4
# From so many digits on, a number that a hidden value rounds to is no accident.
_ROUNDED_DIGITS = 6
_MOST_VALUES = 200
_CONSTANTS = (
    *(math.pi * k for k in (0.25, 0.5, 1, 2)), math.e, 1 / math.e, math.sqrt(2), math.sqrt(0.5),
    math.sqrt(3), math.sqrt(2 * math.pi), math.log(2), math.log(10), (1 + math.sqrt(5)) / 2,
    *(float(2**k) for k in range(64)), *(2.0**-k for k in range(64)),
    *(1 - 10.0**-k for k in range(4, 17)), 3600.0,
)  # fmt: skip
_READ = (
    "title", "statement", "constraints", "hints", "starter", "gotchas", "interview", "figures",
    "explanation", "setup", "returns", "parameters",
)  # fmt: skip


def find_leaks(published: Published, findings: Findings) -> None:
    """An issue for each number of a hidden test in a text that candidates may read.

    Only numbers of four significant digits and more count, and none that an example has too.
    """
    read = list(_read(published))
    if not read:
        return
    precisions = {number.digits for number in read}
    shown: set[tuple[int, float]] = set()
    hidden: dict[tuple[int, float], str] = {}
    for case in published.cases:
        for value in _numbers((case.inputs, case.expected)):
            for digits in precisions:
                key = digits, _rounded(value, digits)
                if not case.hidden:
                    shown.add(key)
                elif digits >= _ROUNDED_DIGITS or key[1] == value:
                    hidden.setdefault(key, case.name)
    for number in read:
        key = number.digits, number.value
        if key in hidden and key not in shown:
            findings.add(
                f"{number.text} is a number of the hidden test {hidden[key]!r}: candidates can"
                " read it here",
                *number.field, line=number.line,
            )  # fmt: skip


@dataclass(frozen=True)
class _Number:
    """A number in a text: as written, without its sign, and where."""

    text: str
    value: float
    digits: int
    field: Field
    line: int | None


def _read(published: Published) -> Iterator[_Number]:
    """The numbers that are written out far enough, common constants apart."""
    for field, text in _texts(published):
        for match in _NUMBER.finditer(text):
            digits = _digits(match.group())
            value = abs(float(match.group()))
            if digits < _LEAST_DIGITS or not math.isfinite(value):
                continue
            if all(_rounded(constant, digits) != value for constant in _CONSTANTS):
                line = _line(published, field, text, match.start())
                yield _Number(match.group(), value, digits, field, line)


def _digits(text: str) -> int:
    """The significant digits of a number as it is written."""
    digits = re.split("[eE]", text)[0].replace(".", "").strip("+-").lstrip("0")
    return len(digits.rstrip("0"))


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _numbers(value: Any) -> Iterator[float]:
    """The numbers in a value, without their signs; long arrays tell nothing by one of them."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, np.ndarray) and value.size > _MOST_VALUES:
        return
    elif isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind in "iuf":
            yield from (abs(float(item)) for item in value.ravel())
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(_float(value))


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _texts(published: Published) -> Iterator[tuple[Field, str]]:
    """What candidates may read, now or once they have solved it."""
    problem = published.problem.model_dump(mode="json")
    for name in _READ:
        yield from _strings(problem.get(name), (name,))
    for position, example in enumerate(published.problem.examples):
        yield ("examples", position, "name"), example.name
        yield ("examples", position, "explanation"), example.explanation or ""
    for position, test in enumerate(published.problem.tests):
        yield ("tests", position, "name"), test.name
    for position, wrong in enumerate(published.problem.wrong):
        yield ("wrong", position, "message"), wrong.message


def _strings(value: Any, field: Field) -> Iterator[tuple[Field, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield field, repr(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*field, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*field, index))


def _line(published: Published, field: Field, text: str, at: int) -> int | None:
    """The file's line of a place in a text; None where the text does not stand there as it is."""
    source = published.source
    key = source.lines.get(field)
    lines = source.text.split("\n")
    if key is None or "\n" not in text:
        return key
    line = key + 1 + text.count("\n", 0, at)
    wanted = text.split("\n")[line - key - 1].strip()
    return line if line <= len(lines) and lines[line - 1].strip() == wanted else key
