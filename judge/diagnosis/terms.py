"""Right but for something added, or for an input that all is multiplied by."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.naming import Named, name_number
from judge.diagnosis.part import Part, distinct, is_near
from judge.diagnosis.plan import Array


def may_be_offset(parts: Sequence[Part]) -> bool:
    """Whether one number in each test may be added, by a few numbers."""
    for part in parts:
        if part.shift is None or not part.is_each(part.shift.__add__):
            return False
    if any(part.leaf.wanted.size > 1 for part in parts):
        return True
    offsets = _offsets(parts)
    return offsets is not None and name_number(offsets) is not None


def offset(evidence: Evidence) -> Diagnosis | None:
    """The same number added to every value."""
    offsets = _offsets(evidence.parts)
    if offsets is None or distinct(evidence.parts) < 2:
        return None
    line = evidence.line
    if not line.is_close(line.wanted + line.spread([shift for shift, _ in offsets])):
        return None
    named = name_number(offsets)
    if named:
        way = "too small" if named.negative else "too large"
        return Diagnosis("offset", f"Every value is {named.text} {way}.")
    if sum(part.got.size - 1 for part in evidence.parts) < 2:
        return None
    return Diagnosis(
        "offset",
        "In each test all values are wrong by the same amount: something is added or subtracted"
        " that should not be, or is missing.",
    )


def _offsets(parts: Sequence[Part]) -> list[tuple[float, Judged]] | None:
    """By how much each part is off where it is largest, None where that is no real number."""
    found = []
    for part in parts:
        if part.shift is None:
            return None
        found.append((part.shift, part.test))
    return found


def may_be_term(parts: Sequence[Part]) -> bool:
    """Whether a multiple of an input may be what is wrong, by a few numbers."""
    names = _candidates(parts)
    return bool(names) and any(_multiples(parts, name) for name in names)


def input_term(evidence: Evidence) -> Diagnosis | None:
    """A multiple of an input is missing or too much: a regularizer, a previous position."""
    for name in _candidates(evidence.parts):
        found = _multiples(evidence.parts, name)
        if not found or not _is_multiple(evidence, name, found):
            continue
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


def _multiples(parts: Sequence[Part], name: str) -> list[tuple[float, Judged]]:
    """How many times the input is added to each part, by a few numbers; empty where it isn't."""
    found = []
    for part in parts:
        base = part.test.given.once(fitted, part.leaf.path, name)
        if base is None or base.largest == 0:
            return []
        off = part.got.item(base.at) - part.leaf.flat.item(base.at)
        if isinstance(off, complex):
            return []
        multiple, leaf = off / base.array.item(base.at), part.leaf
        for got, wanted, entry in zip(part.few, leaf.few, base.few, strict=True):
            if not is_near(leaf, got, wanted + multiple * entry):
                return []
        found.append((multiple, part.test))
    return found


def _is_multiple(evidence: Evidence, name: str, found: list[tuple[float, Judged]]) -> bool:
    """Whether it is so in all entries, and not by chance."""
    spare = 0
    guesses: list[Array] = []
    for part, (multiple, _) in zip(evidence.parts, found, strict=True):
        base = part.test.given.once(fitted, part.leaf.path, name)
        if base is None:
            return False
        guesses.append((part.leaf.wanted + multiple * base.array).ravel())
        spare += base.others
    return spare >= 2 and evidence.line.is_close(np.concatenate(guesses))


_FACTORS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("`{}`", lambda x: x),
    ("`1 - {}`", lambda x: 1 - x),
    ("`{0} * (1 - {0})`", lambda x: x * (1 - x)),
    ("`{}`, squared,", lambda x: x * x),
)


@dataclass(frozen=True)
class _Factor:
    """A function of an input's entries as a factor that is missing, or there too often."""

    name: str
    words: str
    function: Callable[[Any], Any]
    is_missing: bool

    def of(self, entries: Any) -> Any:
        """By what each value is multiplied."""
        return 1 / self.function(entries) if self.is_missing else self.function(entries)

    def is_in(self, part: Part) -> bool:
        """Whether a few numbers have it."""
        base = part.test.given.once(fitted, part.leaf.path, self.name)
        if base is None:
            return False
        try:
            return all(
                is_near(part.leaf, got, wanted * self.of(base.array.item(place)))
                for place, (wanted, got) in zip(part.places, part.pairs, strict=True)
            )
        except ZeroDivisionError:
            return False


def may_be_input_factor(parts: Sequence[Part]) -> bool:
    """Whether an input's entries may be a factor, or a missing one, by a few numbers."""
    return bool(_likely_factors(parts[0]))


def input_factor(evidence: Evidence) -> Diagnosis | None:
    """Every value multiplied, or not multiplied, by an input's entry."""
    for factor in _likely_factors(evidence.parts[0]):
        if _is_scaled(evidence.parts, factor):
            text = factor.words.format(factor.name)
            if factor.is_missing:
                return Diagnosis("input_factor", f"The factor {text} is missing in every value.")
            return Diagnosis("input_factor", f"Every value is multiplied by {text} too often.")
    return None


def _likely_factors(part: Part) -> list[_Factor]:
    """Those that a few numbers do not refute."""
    factors = part.test.given.once(_factors, part.leaf.path)
    return [factor for factor in part.near_peak(factors) if factor.is_in(part)] if factors else []


def of_factors(given: Given, path: str) -> list[float]:
    """The largest number that is expected, with each such factor."""
    return [guess for _, guess in given.once(_factors, path)]


def _factors(given: Given, path: str) -> list[tuple[_Factor, float]]:
    """Each that there could be, with what it makes of the largest number that is expected."""
    leaf, found = given.leaves[path], []
    for name in given.once(fitting, path):
        base = given.once(fitted, path, name)
        if base is None:
            continue
        entry = base.array.item(leaf.at)
        for words, function in _FACTORS:
            for is_missing in (False, True):
                factor = _Factor(name, words, function, is_missing)
                if not is_missing or function(entry):
                    found.append((factor, leaf.peak * factor.of(entry)))
    return found


def _is_scaled(parts: Sequence[Part], factor: _Factor) -> bool:
    """Whether every value is wrong by it, and not by chance."""
    spare, varies = 0, False
    for part in parts:
        base = part.test.given.once(fitted, part.leaf.path, factor.name)
        if base is None:
            return False
        factors = factor.of(base.array)
        if not part.is_close(part.wanted * factors):
            return False
        spare += base.array.size - 1
        varies = varies or bool(np.ptp(factors) > 1e-6)
    return spare >= 2 and varies


def _candidates(parts: Sequence[Part]) -> list[str]:
    """Inputs that could be laid over the first wrong part."""
    return parts[0].test.given.once(fitting, parts[0].leaf.path)


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
    few: list[float]
    """Those at the few places of the part."""


def fitted(given: Given, path: str, name: str) -> Fitted | None:
    """An input laid over a part of the result, None if it does not fit."""
    value, leaf = given.arrays.get(name), given.leaves[path]
    shape = leaf.shape
    if value is None or not shape:
        return None
    laid = _laid(value, shape)
    if laid is None or not laid.size:
        return None
    array = laid.astype(np.float64)
    size = np.abs(array)
    at = int(size.argmax())
    few = array.take(leaf.places).tolist()
    return Fitted(array, at, size.item(at), int((size > 0).sum()) - 1, few)


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
