"""The right values in the wrong places, or the right values under a function."""

from collections.abc import Callable

import numpy as np

from judge.diagnosis.evidence import Array, Diagnosis, Evidence, Part, leaves

_MAX_TO_SORT = 20_000


def swapped_parts(evidence: Evidence) -> Diagnosis | None:
    """Two parts of a result are right, each in the other's place."""
    paths = list(dict.fromkeys(part.path for part in evidence.parts))
    if len(paths) != 2 or "" in paths:
        return None
    if all(part.is_close(_at(part, paths[part.path == paths[0]])) for part in evidence.parts):
        one, other = (f"`result{path}`" for path in sorted(paths))
        return Diagnosis("swapped", f"{one} and {other} are swapped.")
    return None


def _at(part: Part, path: str) -> Array:
    return dict(leaves(part.test.expected)).get(path, np.array(np.nan))


def rearranged(evidence: Evidence) -> Diagnosis | None:
    """The same entries in another order."""
    if evidence.distinct < 2 or any(part.wanted.ndim == 0 for part in evidence.parts):
        return None
    for code, words, function in _ORDERS:
        if evidence.all_close(function):
            return Diagnosis(code, words)
    if sum(part.wanted.size for part in evidence.parts) > _MAX_TO_SORT:
        return None
    spare = sum(part.wanted.size - 1 for part in evidence.parts)
    if spare >= 2 and all(_same_entries(part) for part in evidence.parts):
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
    if evidence.distinct < 3 or any(part.wanted.ndim != 1 for part in evidence.parts):
        return None
    if sum(part.wanted.size - 2 for part in evidence.parts) < 2:
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
    if not evidence.is_real or evidence.distinct < 1:
        return None
    with np.errstate(all="ignore"):
        for code, words, function in _FUNCTIONS:
            if all(part.is_close(function(part.wanted)) for part in evidence.parts):
                return Diagnosis(code, words)
        if all(part.is_close(1 - part.wanted) for part in evidence.parts):
            return Diagnosis("complement", "Every value is 1 minus what it should be.")
        if all(_has_wrong_signs(part) for part in evidence.parts):
            return Diagnosis("signs", "The sizes are right, but some of the signs are wrong.")
    return None


def _has_wrong_signs(part: Part) -> bool:
    bound = np.maximum(part.absolute, part.relative * np.abs(part.wanted))
    return bool((np.abs(np.abs(part.got) - np.abs(part.wanted)) <= bound).all())


def _cumulated(array: Array) -> Array:
    return np.cumsum(array, axis=0) if array.ndim and array.shape[0] > 1 else array * np.nan


_FUNCTIONS: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("absolute", "The negative values have lost their sign.", np.abs),
    ("absolute", "Every value is negative: each sign is lost.", lambda x: -np.abs(x)),
    ("clipped", "The negative values have become 0.", lambda x: np.maximum(x, 0)),
    ("clipped", "The positive values have become 0.", lambda x: np.minimum(x, 0)),
    ("squared", "Every value is the square of what it should be: a root is missing.", np.square),
    ("root", "Every value is the square root of what it should be.", np.sqrt),
    ("exponential", "Every value is exp of what it should be: a log is missing.", np.exp),
    ("logarithm", "Every value is the log of what it should be.", np.log),
    ("reciprocal", "Every value is 1 over what it should be: a quotient is upside down.",
     lambda x: 1 / x),
    ("cumulated", "The values are added up along the way.", _cumulated),
)  # fmt: skip
