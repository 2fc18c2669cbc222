"""Right but for a factor or a sign."""

from collections.abc import Sequence

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.naming import Named, name_number
from judge.diagnosis.part import Part, distinct, is_near
from judge.diagnosis.plan import Array

_TIMES = {
    "2": ("twice what it should be", ""),
    "1/2": ("half of what it should be", ": a factor 2 is missing"),
}


def may_be_named(parts: Sequence[Part]) -> bool:
    """Whether one factor with a name may be what is wrong, by a few numbers."""
    if not _are_proportional(parts):
        return False
    ratios = [(part.ratio, part.test) for part in parts if part.ratio is not None]
    return name_number(ratios, _tolerance(parts)) is not None


def _are_proportional(parts: Sequence[Part]) -> bool:
    """Whether a few numbers of each part have one factor."""
    for part in parts:  # noqa: SIM110  a generator takes longer
        if not part.is_proportional:
            return False
    return True


def _tolerance(parts: Sequence[Part]) -> float:
    return 2 * max([part.leaf.relative for part in parts])


def named_factor(evidence: Evidence) -> Diagnosis | None:
    """One factor in every failing test: a constant, a size of the problem, or a parameter."""
    ratios = _ratios(evidence)
    if ratios is None:
        return None
    named = name_number(ratios, _tolerance(evidence.parts))
    if named is None:
        return None
    if named.kind == "one":
        return Diagnosis("sign", "Every value has the wrong sign.") if named.negative else None
    if named.text not in _TIMES and not _varies(evidence):
        return None  # one number is many times another in some way
    if named.negative:
        words = f"Every value has the wrong sign and is {named.text} times as large as it should be"
        return Diagnosis("sign_and_factor", f"{words}{_hint(named)}.")
    if named.text in _TIMES:
        words, hint = _TIMES[named.text]
        return Diagnosis("factor", f"Every value is {words}{hint if _varies(evidence) else ''}.")
    return Diagnosis(
        "factor", f"Every value is {named.text} times what it should be{_hint(named)}."
    )


def _varies(evidence: Evidence) -> bool:
    """Whether more than one number is wrong, so that the factor is hardly chance."""
    return distinct(evidence.parts) >= 2


def _hint(named: Named) -> str:
    if named.kind == "size" and "/" not in named.text and " " not in named.text:
        return f": the mean over {named.text} is missing"
    if named.kind == "size" and "/" not in named.inverse and " " not in named.inverse:
        return f": it is divided by {named.inverse} once too often"
    return f": look for a factor {named.inverse} that is missing"


def may_be_factor(parts: Sequence[Part]) -> bool:
    """Whether one factor in each test may be what is wrong, by a few numbers."""
    return any(part.got.size > 1 for part in parts) and _are_proportional(parts)


def unnamed_factor(evidence: Evidence) -> Diagnosis | None:
    """One factor for all values of a test, without a name."""
    ratios = _ratios(evidence)
    if ratios is None or _spare(evidence.parts) < 2:
        return None
    values = [ratio for ratio, _ in ratios]
    same = all(abs(value - values[0]) <= 1e-5 * abs(values[0]) for value in values)
    if all(abs(value - 1) < 1e-3 for value in values):
        return None
    if same and len(values) > 1:
        return Diagnosis(
            "factor",
            "Every value is wrong by one and the same constant factor, in all the failing tests.",
        )
    return Diagnosis(
        "proportional",
        "In each test all values are wrong by one factor, which differs from test to test:"
        " the direction is right, the size is not. Look at what the whole is multiplied or divided"
        " by.",
    )


def factor_by_slice(evidence: Evidence) -> Diagnosis | None:
    """A factor of its own for every row, or for every column."""
    for axis, words in ((1, "row"), (0, "column")):
        if _is_scaled_along(evidence, axis):
            return Diagnosis(
                f"factor_per_{words}",
                f"Each {words} is wrong by one factor, which differs from {words} to {words}:"
                f" look at what the {words}s are multiplied or divided by.",
            )
    return None


def may_be_by_slice(parts: Sequence[Part]) -> bool:
    """Whether each row or each column may have a factor of its own, by a few numbers."""
    if len(parts[0].leaf.shape) != 2 or any(len(part.leaf.shape) != 2 for part in parts):
        return False
    return any(
        _spare_along(parts, axis) and all(_is_near_along(part, axis) for part in parts)
        for axis in (0, 1)
    )


def _spare_along(parts: Sequence[Part], axis: int) -> int:
    """How many values have the factor of another one in their row by more than chance."""
    return sum([part.test.given.once(_bases_along, part.leaf.path, axis)[2] for part in parts])


def _is_scaled_along(evidence: Evidence, axis: int) -> bool:
    parts = evidence.parts
    if any(len(part.leaf.shape) != 2 for part in parts):
        return False
    bases = [part.test.given.once(_bases_along, part.leaf.path, axis) for part in parts]
    if _spare_along(parts, axis) < 4:
        return False
    for part, (at, base, _) in zip(parts, bases, strict=True):
        got = part.got if axis else part.got.T
        if not part.is_close(part.wanted * np.expand_dims(got[at] / base, axis)):
            return False
    return True


def _is_near_along(part: Part, axis: int) -> bool:
    """Whether a few entries and the largest ones expected in their rows have one factor."""
    (_, others), bases, _ = part.test.given.once(_bases_along, part.leaf.path, axis)
    columns = part.leaf.shape[1]
    for place, (wanted, got) in zip(part.places, part.pairs, strict=True):
        row, column = divmod(place, columns)
        line = row if axis else column
        other = others.item(line)
        actual = part.got.item(row, other) if axis else part.got.item(other, column)
        if not is_near(part.leaf, got, wanted * (actual / bases.item(line))):
            return False
    return True


def _bases_along(given: Given, path: str, axis: int) -> tuple[tuple[Array, Array], Array, int]:
    """In each row: where its largest entry stands, and that entry; how many others there are."""
    leaf = given.leaves[path]
    wanted, size = (leaf.wanted, leaf.size) if axis else (leaf.wanted.T, leaf.size.T)
    at = np.arange(len(wanted)), size.argmax(axis=1)
    base = wanted[at]
    counted = (leaf.size > 100 * leaf.absolute).sum(axis=axis) - 1
    return at, np.where(base == 0, 1.0, base), int(np.maximum(counted, 0).sum())


def _ratios(evidence: Evidence) -> list[tuple[float, Judged]] | None:
    """actual / expected of each part, None where that is not one number."""
    if evidence.ratios is None:
        return None
    return [(ratio, part.test) for ratio, part in zip(evidence.ratios, evidence.parts, strict=True)]


def _spare(parts: Sequence[Part]) -> int:
    """How many values have the factor of another one by more than chance."""
    return sum([max(0, part.leaf.telling - 1) for part in parts])
