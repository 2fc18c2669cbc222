"""Right but for something added, or for an input that all is multiplied by."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from judge.diagnosis.evidence import NOT_REFUTED, Diagnosis, Evidence, Judged, Part
from judge.diagnosis.given import Given
from judge.diagnosis.naming import Named, name_number
from judge.diagnosis.plan import Array


def offset(evidence: Evidence) -> Diagnosis | None:
    """The same number added to every value."""
    if evidence.is_chance(evidence.distinct, 2):
        return None
    shifts = []
    for part in evidence.parts:
        shift = _shift(part)
        if shift is None:
            return None
        shifts.append(shift)
    line = evidence.line
    if not line.is_close(line.wanted + line.spread(shifts)):
        return None
    offsets = [(shift, part.test) for shift, part in zip(shifts, evidence.parts, strict=True)]
    named = name_number(offsets)
    if named:
        way = "too small" if named.negative else "too large"
        return Diagnosis("offset", f"Every value is {named.text} {way}.")
    if evidence.is_chance(sum(part.wanted.size - 1 for part in evidence.parts), 2):
        return None
    return Diagnosis(
        "offset",
        "In each test all values are wrong by the same amount: something is added or subtracted"
        " that should not be, or is missing.",
    )


def _shift(part: Part) -> float | None:
    """By how much the first entry is off, None where the largest one is not off by as much."""
    place, wanted, got = part.probe
    shift = part.got.item(0) - part.wanted.item(0) if place else got - wanted
    if isinstance(shift, complex) or not part.is_near(wanted + shift):
        return None
    return shift if part.got.size < 3 or part.is_close(part.wanted + shift) else None


def input_term(evidence: Evidence) -> Diagnosis | None:
    """A multiple of an input is missing or too much: a regularizer, a previous position."""
    for name in _candidates(evidence):
        found = _multiples(evidence, name)
        if found is None:
            continue
        if evidence.is_sample:
            return NOT_REFUTED
        named = name_number(found)
        if named is None and any(part.code == "value" for part in evidence.parts):
            return Diagnosis(
                "term",
                f"What is wrong is a multiple of `{name}` in every test: look at the term in"
                f" `{name}`.",
            )
        if named is not None:
            return Diagnosis("term", _term_words(name, named))
    return None


def _term_words(name: str, named: Named) -> str:
    text = f"({named.text})" if " - " in named.text or " + " in named.text else named.text
    term = f"`{name}`" if named.kind == "one" else f"`{text} * {name}`"
    if named.negative:
        return f"The result lacks {term} in every test: a term is missing, or its sign is wrong."
    return f"The result has {term} too much in every test: a term counts once too often."


def _multiples(evidence: Evidence, name: str) -> list[tuple[float, Judged]] | None:
    found, spare = [], 0
    for part in evidence.parts:
        base = part.test.given.once(fitted, part.path, name)
        if base is None or base.largest == 0:
            return None
        off = part.got.item(base.at) - part.wanted.item(base.at)
        if isinstance(off, complex):
            return None
        multiple = off / base.array.item(base.at)
        if not part.is_near(part.probe[1] + multiple * base.array.item(part.probe[0])):
            return None
        if not part.is_close(part.wanted + multiple * base.array):
            return None
        found.append((multiple, part.test))
        spare += base.others
    return None if evidence.is_chance(spare, 2) else found


_FACTORS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("`{}`", lambda x: x),
    ("`1 - {}`", lambda x: 1 - x),
    ("`{0} * (1 - {0})`", lambda x: x * (1 - x)),
    ("`{}`, squared,", lambda x: x * x),
)


def input_factor(evidence: Evidence) -> Diagnosis | None:
    """Every value multiplied, or not multiplied, by an input's entry."""
    first = evidence.parts[0]
    place, wanted, got = first.probe
    for name in _candidates(evidence):
        base = first.test.given.once(fitted, first.path, name)
        entry = base.array.item(place) if base else 0.0
        for words, function in _FACTORS:
            factor = function(entry)
            if first.is_near(wanted * factor) and _is_scaled(evidence, name, function):
                text = words.format(name)
                return Diagnosis("input_factor", f"Every value is multiplied by {text} too often.")
            if _are_equal(got * factor, wanted, first.relative) and _is_scaled(
                evidence,
                name,
                lambda x, of=function: 1 / of(x),  # type: ignore[misc]
            ):
                text = words.format(name)
                return Diagnosis("input_factor", f"The factor {text} is missing in every value.")
    return None


def _are_equal(left: Any, right: Any, relative: float) -> bool:
    return bool(abs(left - right) <= 2 * relative * abs(right))


def _is_scaled(evidence: Evidence, name: str, of: Callable[[Array], Array]) -> bool:
    """Whether every value is wrong by a factor that is a function of the input's entry."""
    spare, varies = 0, False
    for part in evidence.parts:
        base = part.test.given.once(fitted, part.path, name)
        if base is None:
            return False
        factor = of(base.array)
        if not part.is_close(part.wanted * factor):
            return False
        spare += base.array.size - 1
        varies = varies or bool(np.ptp(factor) > 1e-6)
    return evidence.is_sample or (spare >= 2 and varies)


def _candidates(evidence: Evidence) -> list[str]:
    """Inputs that could be laid over the first wrong part."""
    first = evidence.parts[0]
    return first.test.given.once(fitting, first.path)


def fitting(given: Given, path: str) -> list[str]:
    """The inputs that can be laid over a part of the result."""
    return [name for name in given.arrays if given.once(fitted, path, name) is not None]


@dataclass(frozen=True)
class Fitted:
    """An input in the shape of a part of the result."""

    array: Array
    at: int
    """Where the largest entry stands, in the flat array."""
    largest: float
    others: int
    """How many entries are not zero, but for one."""


def fitted(given: Given, path: str, name: str) -> Fitted | None:
    """An input laid over a part of the result, None if it does not fit."""
    value = given.arrays.get(name)
    shape = given.leaves[path].wanted.shape
    if value is None or not shape:
        return None
    laid = _laid(value, shape)
    if laid is None or not laid.size:
        return None
    array = laid.astype(np.float64)
    size = np.abs(array)
    at = int(size.argmax())
    return Fitted(array, at, size.item(at), int((size > 0).sum()) - 1)


def _laid(value: Array, shape: tuple[int, ...]) -> Array | None:
    if value.shape == shape or (value.size == math.prod(shape) and len(shape) <= 2):
        return value.reshape(shape) if _is_same_order(value, shape) else None
    if value.ndim == 1 and len(shape) == 2 and shape[0] != shape[1]:
        if value.size == shape[0]:
            value = value[:, None]
        elif value.size == shape[1]:
            value = value[None, :]
        else:
            return None
    elif value.ndim != len(shape):
        return None
    try:
        return np.broadcast_to(value, shape)
    except ValueError:
        return None


def _is_same_order(value: Array, shape: tuple[int, ...]) -> bool:
    squeezed = tuple(size for size in value.shape if size != 1)
    return squeezed == tuple(size for size in shape if size != 1)
