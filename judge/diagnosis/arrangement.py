"""The right values in the wrong places, or the right values under a function."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis
from judge.diagnosis.part import Change, Changes, Part, distinct, is_near
from judge.diagnosis.plan import Array

_MAX_TO_SORT = 20_000
_MAX_SWAPPED = 6
_MOST = 700.0
"""Of larger numbers exp is no float."""


def may_be_swapped(parts: Sequence[Part]) -> bool:
    """Whether the first part may be what is expected in another's place, by a few numbers."""
    first, *others = parts
    return any(
        part.leaf.shape == first.leaf.shape and first.is_among(part.leaf.flat)
        for part in others
        if part.test is first.test
    )


def of_others(given: Given, path: str) -> list[float]:
    """What stands in its place in other parts of its shape."""
    leaf = given.leaves[path]
    others = (other for other in given.leaves.values() if other.shape == leaf.shape)
    return [other.flat.item(leaf.at) for other in others if other is not leaf and other.is_real]


def swapped_parts(evidence: Evidence) -> Diagnosis | None:
    """Parts of a result are right, but stand in one another's places."""
    paths = evidence.paths
    if not 2 <= len(paths) <= _MAX_SWAPPED or "" in paths:
        return None
    found: dict[str, str] = {}
    for path in paths:
        parts = evidence.at(path).parts
        others = (other for other in paths if other != path and other not in found.values())
        place = next((o for o in others if all(p.is_close(_at(p, o)) for p in parts)), None)
        if place is None:
            return None
        found[path] = place
    if all(found[found[path]] == path for path in paths):
        pairs = [sorted(pair) for pair in found.items() if pair[0] < pair[1]]
        names = ", ".join(f"`result{one}` and `result{other}`" for one, other in sorted(pairs))
        return Diagnosis("swapped", f"{names} are swapped.")
    names = ", ".join(f"`result{path}`" for path in sorted(paths))
    return Diagnosis("swapped", f"{names} are right, but each in another's place.")


def _at(part: Part, path: str) -> Array:
    leaf = part.test.given.leaves.get(path)
    return np.array(np.nan) if leaf is None else leaf.wanted


def may_be_rearranged(parts: Sequence[Part]) -> bool:
    """Whether a few numbers of the first part are all expected somewhere in it."""
    first = parts[0]
    if not first.leaf.shape:
        return False
    for _, got in first.pairs:
        if not _is_expected(first, got):
            return False
    total, some = first.leaf.total
    return bool(abs(first.got.sum() - total) <= some)


def _is_expected(part: Part, got: float) -> bool:
    leaf = part.leaf
    some = max(leaf.absolute, 2 * leaf.relative * abs(got))
    at = int(leaf.ordered.searchsorted(got - some))
    return at < len(leaf.ordered) and leaf.ordered.item(at) <= got + some


def rearranged(evidence: Evidence) -> Diagnosis | None:
    """The same entries in another order."""
    parts = evidence.parts
    if distinct(parts) < 2 or not all(p.leaf.shape for p in parts):
        return None
    for code, words, function in _ORDERS:
        if evidence.all_close(function):
            return Diagnosis(code, words)
    if sum(part.wanted.size for part in parts) > _MAX_TO_SORT:
        return None
    if sum(part.wanted.size - 1 for part in parts) >= 2 and all(map(_same_entries, parts)):
        return Diagnosis("permuted", "The entries are right, but stand in another order.")
    return None


def _reverse_rows(part: Part) -> Array:
    return part.wanted[..., ::-1]


_ORDERS: tuple[tuple[str, str, Callable[[Part], Array]], ...] = (
    ("reversed", "The entries stand in reverse order.", lambda p: p.wanted[::-1]),
    ("reversed", "Each row stands in reverse order.", _reverse_rows),
    ("sorted", "The entries were sorted.", lambda p: np.sort(p.wanted, axis=-1)),
    (
        "shifted",
        "The entries stand one place too late, as by `np.roll`.",
        lambda p: np.roll(p.wanted, 1, axis=0),
    ),
    (
        "shifted",
        "The entries stand one place too early, as by `np.roll`.",
        lambda p: np.roll(p.wanted, -1, axis=0),
    ),
)


def _same_entries(part: Part) -> bool:
    left, right = part.leaf.ordered, np.sort(part.got, axis=None)
    bound = np.maximum(part.leaf.absolute, part.leaf.relative * np.abs(left))
    return bool((np.abs(left - right) <= bound).all())


def may_be_shifted(parts: Sequence[Part]) -> bool:
    """Whether a few numbers of each part may be their neighbors, by one way or the other."""
    return any(all(_may_be_shifted(part, by) for part in parts) for by in (-1, 1))


def _may_be_shifted(part: Part, by: int) -> bool:
    if len(part.leaf.shape) != 1:
        return False
    leaf, count = part.leaf, part.got.size
    for place, (_, got) in zip(part.places, part.pairs, strict=True):
        other = place + by
        if 0 <= other < count and not is_near(leaf, got, leaf.flat.item(other)):
            return False
    return True


def shifted_entries(evidence: Evidence) -> Diagnosis | None:
    """Each entry has its neighbor's value; what fell off at the end is anything."""
    parts = evidence.parts
    if any(len(part.leaf.shape) != 1 for part in parts) or distinct(parts) < 3:
        return None
    if sum(part.wanted.size - 2 for part in parts) < 2:
        return None
    for late, words in ((True, "late"), (False, "early")):
        if all(_is_shifted(part, late) for part in parts):
            return Diagnosis(
                "shifted",
                f"The entries stand one place too {words}: look at where the count begins.",
            )
    return None


def _is_shifted(part: Part, late: bool) -> bool:
    got, wanted = (part.got[1:], part.wanted[:-1]) if late else (part.got[:-1], part.wanted[1:])
    bound = np.maximum(part.absolute, part.relative * np.abs(wanted))
    return bool(got.size and (np.abs(got - wanted) <= bound).all())


def may_be_a_function(parts: Sequence[Part]) -> bool:
    """Whether a usual function may be what is done to each number, by a few of them."""
    return bool(FUNCTIONS.likely(parts))


def under_a_function(evidence: Evidence) -> Diagnosis | None:
    """Each value is a usual function of what it should be."""
    if not evidence.is_real or not distinct(evidence.parts):
        return None
    line = evidence.line
    for change in FUNCTIONS.likely(evidence.parts[:1]):
        if line.is_close(change.function(line.wanted)):
            return Diagnosis(change.code, change.message)
    return None


def may_have_wrong_signs(parts: Sequence[Part]) -> bool:
    """Whether a few numbers are right but for their signs."""
    return all(
        is_near(part.leaf, abs(got), abs(wanted)) for part in parts for wanted, got in part.pairs
    )


def of_signs(given: Given, path: str) -> list[float]:
    """It with either sign."""
    peak = given.leaves[path].peak
    return [peak, -peak]


def signs(evidence: Evidence) -> Diagnosis | None:
    """The right sizes, with some wrong signs."""
    if not evidence.is_real or not distinct(evidence.parts):
        return None
    if all(map(_has_wrong_signs, evidence.parts)):
        return Diagnosis("signs", "The sizes are right, but some of the signs are wrong.")
    return None


def may_be_cumulated(parts: Sequence[Part]) -> bool:
    """Whether a few numbers are sums of what should come."""
    first = parts[0]
    if not first.leaf.shape or first.leaf.shape[0] < 2:
        return False
    return all(part.is_among(part.test.given.once(_sums, part.leaf.path)) for part in parts)


def of_sums(given: Given, path: str) -> list[float]:
    """The sum up to it."""
    leaf = given.leaves[path]
    return [given.once(_sums, path).item(leaf.at)]


def cumulated(evidence: Evidence) -> Diagnosis | None:
    """Sums of what should come, along the first axis."""
    first = evidence.parts[0]
    if not first.leaf.shape or first.leaf.shape[0] < 2:
        return None
    if not evidence.is_real or first.wrong[0].any():
        return None
    if not all(p.is_close(p.test.given.once(_sums, p.leaf.path)) for p in evidence.parts):
        return None
    return Diagnosis("cumulated", "The values are added up along the way.")


def _has_wrong_signs(part: Part) -> bool:
    bound = np.maximum(part.absolute, part.relative * part.leaf.size)
    return bool((np.abs(np.abs(part.got) - part.leaf.size) <= bound).all())


def _sums(given: Given, path: str) -> Array:
    wanted = given.leaves[path].wanted
    return np.cumsum(wanted, axis=0) if wanted.ndim and len(wanted) > 1 else wanted * np.nan


FUNCTIONS = Changes((
    Change("absolute", "The negative values have lost their sign.", abs, np.abs),
    Change("absolute", "Every value is negative: each sign is lost.",
           lambda x: -abs(x), lambda x: -np.abs(x)),
    Change("clipped", "The negative values have become 0.",
           lambda x: max(x, 0.0), lambda x: np.maximum(x, 0)),
    Change("clipped", "The positive values have become 0.",
           lambda x: min(x, 0.0), lambda x: np.minimum(x, 0)),
    Change("squared", "Every value is the square of what it should be: a root is missing.",
           lambda x: x * x, np.square),
    Change("root", "Every value is the square root of what it should be.",
           lambda x: math.sqrt(x) if x >= 0 else math.nan, np.sqrt),
    Change("exponential", "Every value is exp of what it should be: a log is missing.",
           lambda x: math.exp(x) if x < _MOST else math.nan, np.exp),
    Change("logarithm", "Every value is the log of what it should be.",
           lambda x: math.log(x) if x > 0 else math.nan, np.log),
    Change("reciprocal", "Every value is 1 over what it should be: a quotient is upside down.",
           lambda x: 1 / x if x else math.nan, lambda x: 1 / x),
    Change("complement", "Every value is 1 minus what it should be.",
           lambda x: 1 - x, lambda x: 1 - x),
))  # fmt: skip
