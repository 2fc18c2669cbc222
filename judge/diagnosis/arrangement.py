"""The right values in the wrong places, or the right values under a function."""

import math
from collections.abc import Callable

import numpy as np

from judge.diagnosis.evidence import Diagnosis, Evidence, Part
from judge.diagnosis.plan import Array

_MAX_TO_SORT = 20_000
_MAX_SWAPPED = 6


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


def rearranged(evidence: Evidence) -> Diagnosis | None:
    """The same entries in another order."""
    first = evidence.parts[0]
    if not first.leaf.shape:
        return None
    total, some = first.leaf.total
    if not abs(first.got.sum() - total) <= some:
        return None
    if evidence.is_chance(evidence.distinct, 2) or not all(p.leaf.shape for p in evidence.parts):
        return None
    for code, words, function in _ORDERS:
        if evidence.all_close(function):
            return Diagnosis(code, words)
    if sum(part.wanted.size for part in evidence.parts) > _MAX_TO_SORT:
        return None
    spare = sum(part.wanted.size - 1 for part in evidence.parts)
    if not evidence.is_chance(spare, 2) and all(map(_same_entries, evidence.parts)):
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
    left, right = np.sort(part.wanted, axis=None), np.sort(part.got, axis=None)
    bound = np.maximum(part.absolute, part.relative * np.abs(left))
    return bool((np.abs(left - right) <= bound).all())


def shifted_entries(evidence: Evidence) -> Diagnosis | None:
    """Each entry has its neighbor's value; what fell off at the end is anything."""
    if any(len(part.leaf.shape) != 1 for part in evidence.parts):
        return None
    spare = sum(part.wanted.size - 2 for part in evidence.parts)
    if evidence.is_chance(evidence.distinct, 3) or evidence.is_chance(spare, 2):
        return None
    for late, words in ((True, "late"), (False, "early")):
        if all(_is_shifted(part, late) for part in evidence.parts):
            return Diagnosis(
                "shifted",
                f"The entries stand one place too {words}: look at where the count begins.",
            )
    return None


def _is_shifted(part: Part, late: bool) -> bool:
    got, wanted = (part.got[1:], part.wanted[:-1]) if late else (part.got[:-1], part.wanted[1:])
    bound = np.maximum(part.absolute, part.relative * np.abs(wanted))
    return bool(got.size and (np.abs(got - wanted) <= bound).all())


def under_a_function(evidence: Evidence) -> Diagnosis | None:
    """Each value is a usual function of what it should be."""
    if not evidence.is_real or evidence.is_chance(evidence.distinct, 1):
        return None
    first = evidence.parts[0]
    wanted = first.probe[1]
    for code, words, number, function in _FUNCTIONS:
        try:
            guess = number(wanted)
        except (ArithmeticError, ValueError):
            continue  # of no number, or of an infinite one
        if first.is_near(guess) and evidence.all_are(function):
            return Diagnosis(code, words)
    return None


def signs(evidence: Evidence) -> Diagnosis | None:
    """The right sizes, with some wrong signs."""
    if not evidence.is_real or evidence.is_chance(evidence.distinct, 1):
        return None
    first = evidence.parts[0]
    _, wanted, got = first.probe
    if first.is_near(math.copysign(wanted, got)) and all(map(_has_wrong_signs, evidence.parts)):
        return Diagnosis("signs", "The sizes are right, but some of the signs are wrong.")
    return None


def cumulated(evidence: Evidence) -> Diagnosis | None:
    """Sums of what should come, along the first axis."""
    first = evidence.parts[0]
    if not first.wanted.ndim or len(first.wanted) < 2:
        return None
    if not evidence.is_real or first.wrong[0].any() or not evidence.all_close(_cumulated):
        return None
    return Diagnosis("cumulated", "The values are added up along the way.")


def _has_wrong_signs(part: Part) -> bool:
    bound = np.maximum(part.absolute, part.relative * part.leaf.size)
    return bool((np.abs(np.abs(part.got) - part.leaf.size) <= bound).all())


def _cumulated(part: Part) -> Array:
    wanted = part.wanted
    return np.cumsum(wanted, axis=0) if wanted.ndim and len(wanted) > 1 else wanted * np.nan


# Of one number, and of an array.
_FUNCTIONS: tuple[tuple[str, str, Callable[[float], float], Callable[[Array], Array]], ...] = (
    ("absolute", "The negative values have lost their sign.", abs, np.abs),
    ("absolute", "Every value is negative: each sign is lost.",
     lambda x: -abs(x), lambda x: -np.abs(x)),
    ("clipped", "The negative values have become 0.",
     lambda x: max(x, 0.0), lambda x: np.maximum(x, 0)),
    ("clipped", "The positive values have become 0.",
     lambda x: min(x, 0.0), lambda x: np.minimum(x, 0)),
    ("squared", "Every value is the square of what it should be: a root is missing.",
     lambda x: x * x, np.square),
    ("root", "Every value is the square root of what it should be.", math.sqrt, np.sqrt),
    ("exponential", "Every value is exp of what it should be: a log is missing.", math.exp, np.exp),
    ("logarithm", "Every value is the log of what it should be.", math.log, np.log),
    ("reciprocal", "Every value is 1 over what it should be: a quotient is upside down.",
     lambda x: 1 / x, lambda x: 1 / x),
    ("complement", "Every value is 1 minus what it should be.", lambda x: 1 - x, lambda x: 1 - x),
)  # fmt: skip
