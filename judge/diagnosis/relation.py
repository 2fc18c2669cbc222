"""Right but for a usual last or first step: a normalisation, a centring, an update's length."""

import math
from dataclasses import dataclass

import numpy as np

from judge.diagnosis.evidence import NOT_REFUTED, Diagnosis, Evidence, Judged, Part
from judge.diagnosis.given import Given
from judge.diagnosis.naming import name_number
from judge.diagnosis.plan import Array
from judge.diagnosis.terms import fitted, fitting

_TURN = 2 * math.pi
_ALONG = {0: "column", 1: "row"}
_SAME_SIDE = 1e-9


def not_normalised(evidence: Evidence) -> Diagnosis | None:
    """What should add up to 1, or have the length 1, is right but for that."""
    if not evidence.is_real:
        return None
    for norm in evidence.parts[0].test.given.once(_norms, evidence.parts[0].path):
        if all(_is_normed(part, norm) for part in evidence.parts) and _is_told(evidence):
            return Diagnosis("not_normalised", norm.words())
    return None


@dataclass(frozen=True)
class _Norm:
    """What is 1 in an expected array: the sum or the length, of it all or along an axis."""

    length: bool
    axis: int | None

    def of(self, array: Array) -> Array:
        """By what to divide."""
        sums = (array * array if self.length else array).sum(axis=self.axis, keepdims=True)
        return np.sqrt(sums) if self.length else np.asarray(sums)

    def words(self) -> str:
        """What is missing."""
        by = "length" if self.length else "sum"
        if self.axis is None:
            return (
                f"Right but for a factor: the values are not divided by their {by}, to make it 1."
            )
        each = _ALONG[self.axis]
        return (
            f"Each {each} is right but for a factor: it is not divided by its {by}, to make it 1."
        )


def _norms(given: Given, path: str) -> list[_Norm]:
    """Which of them are 1 in an expected array; of one with an entry all of them would be."""
    wanted = given.leaves[path].wanted
    axes = (None, 0, 1) if wanted.ndim == 2 else (None,)
    norms = [_Norm(length, axis) for length in (False, True) for axis in axes]
    return [norm for norm in norms if wanted.size > 1 and _is_one(norm.of(wanted))]


def _is_one(array: Array) -> bool:
    return bool((np.abs(array - 1) <= _SAME_SIDE).all())


def _is_normed(part: Part, norm: _Norm) -> bool:
    if norm not in part.test.given.once(_norms, part.path):
        return part.wanted.size == 1
    size = norm.of(part.got)
    return bool((size != 0).all()) and part.is_close_when(part.got / size)


def _is_told(evidence: Evidence) -> bool:
    """Whether enough entries agree that it can't be chance."""
    return not evidence.is_chance(sum(max(0, p.leaf.telling - 1) for p in evidence.parts), 2)


def other_axis(evidence: Evidence) -> Diagnosis | None:
    """Sums that are 1 along one axis and should be along the other, as of a softmax."""
    parts = evidence.parts
    if any(part.wanted.ndim != 2 or min(part.wanted.shape) < 2 for part in parts):
        return None
    for due, taken in ((1, 0), (0, 1)):
        norm = _Norm(False, due)
        if not all(norm in part.test.given.once(_norms, part.path) for part in parts):
            continue
        if all(_is_one(_Norm(False, taken).of(part.got)) for part in parts):
            return Diagnosis(
                "normalised_over_wrong_axis",
                f"Each {_ALONG[taken]} adds up to 1, where each {_ALONG[due]} should: the"
                f" normalisation (a softmax, a division by a sum) runs over the wrong axis.",
            )
    return None


def not_centred(evidence: Evidence) -> Diagnosis | None:
    """What should have the mean 0 is right but for a shift."""
    first = evidence.parts[0]
    for axis in first.test.given.once(_centres, first.path):
        if all(_is_centred(part, axis) for part in evidence.parts) and _is_told(evidence):
            of = f"of each {_ALONG[axis]} " if axis is not None else ""
            return Diagnosis("not_centred", f"The mean {of}is not subtracted; the rest is right.")
    return None


def _centres(given: Given, path: str) -> list[int | None]:
    """Along which axes an expected array has the mean 0."""
    leaf = given.leaves[path]
    axes: tuple[int | None, ...] = (None, 0, 1) if leaf.wanted.ndim == 2 else (None,)
    some = _SAME_SIDE * leaf.largest
    return [
        axis
        for axis in axes
        if leaf.wanted.size > 2 and (np.abs(leaf.wanted.mean(axis=axis)) <= some).all()
    ]


def _is_centred(part: Part, axis: int | None) -> bool:
    if axis not in part.test.given.once(_centres, part.path):
        return False
    return part.is_close_when(part.got - part.got.mean(axis=axis, keepdims=True))


def not_symmetric(evidence: Evidence) -> Diagnosis | None:
    """A matrix that should be symmetric is not, but its symmetric part is right."""
    for part in evidence.parts:
        shape = part.wanted.shape
        if len(shape) != 2 or shape[0] != shape[1] or shape[0] < 2:
            return None
        if not part.is_close_when((part.got + part.got.T) / 2):
            return None
        if not part.test.given.once(_is_symmetric, part.path):
            return None
    return Diagnosis(
        "not_symmetric",
        "The matrix should be symmetric. Yours is not; the mean of it and its transpose is right.",
    )


def _is_symmetric(given: Given, path: str) -> bool:
    leaf = given.leaves[path]
    return bool((np.abs(leaf.wanted - leaf.wanted.T) <= leaf.absolute).all())


def turned(evidence: Evidence) -> Diagnosis | None:
    """Angles that are off by whole turns."""
    first = evidence.parts[0]
    if not evidence.is_real or first.worst < _TURN - 1e-3:
        return None
    count = 0
    for part in evidence.parts:
        turns = np.round(part.error / _TURN)
        if part.worst < _TURN - 1e-3 or not part.is_close(part.wanted + turns * _TURN):
            return None
        count += int(np.count_nonzero(turns))
    words = "Right but for whole turns (2 pi): an angle is not brought back to its interval."
    return None if evidence.is_chance(count, 2) else Diagnosis("turned", words)


def not_added_up(evidence: Evidence) -> Diagnosis | None:
    """The differences of what should come, along the first axis."""
    for part in evidence.parts:
        if not part.wanted.ndim or part.wrong[0].any():
            return None
        if not part.is_close_when(np.cumsum(part.got, axis=0)):
            return None
    words = "The values are not added up along the way: each is right as a difference."
    return Diagnosis("not_added_up", words) if _is_told(evidence) else None


def step(evidence: Evidence) -> Diagnosis | None:
    """A step from an input (weights, a mean) that is right but for its length or its direction."""
    found: list[tuple[float, Judged]] = []
    names: set[str] = set()
    spare = 0
    for part in evidence.parts:
        step = _step_of(part)
        if step is None:
            return None
        name, ratio, others = step
        names.add(name)
        found.append((ratio, part.test))
        spare += others
    if evidence.is_sample:
        return NOT_REFUTED
    if evidence.is_chance(spare, 2) or all(abs(ratio - 1) < 1e-3 for ratio, _ in found):
        return None  # told by chance, or nearly right
    start = f"`{names.pop()}`" if len(names) == 1 else "the inputs"
    if all(abs(ratio) < 1e-6 for ratio, _ in found):
        return Diagnosis("step", f"There is no step from {start}: it comes back as it was.")
    named = name_number(found, 1e-5)
    if named is None:
        return Diagnosis(
            "step_size", f"The step from {start} has the right direction and the wrong length."
        )
    if named.kind == "one":
        words = "goes the wrong way" if named.negative else "is right"
        return Diagnosis("step", f"The step from {start} {words}.") if named.negative else None
    way = "goes the wrong way and is" if named.negative else "is"
    return Diagnosis("step", f"The step from {start} {way} {named.text} times what it should be.")


def _step_of(part: Part) -> tuple[str, float, int] | None:
    """The input that a part is a step from, how long the step is, and how many entries agree."""
    given = part.test.given
    for name in given.once(fitting, part.path):
        base, due, at, others = given.once(_due_step, part.path, name)
        if at is None:
            continue
        taken = part.got.item(at) - base.item(at)
        if isinstance(taken, complex) or isinstance(due.item(at), complex):
            continue
        ratio = taken / due.item(at)
        place, wanted, _ = part.probe
        start = base.item(place)
        if part.is_near(start + ratio * (wanted - start)) and part.is_close(base + ratio * due):
            return name, ratio, others
    return None


def _due_step(given: Given, path: str, name: str) -> tuple[Array, Array, int | None, int]:
    """An input, the step that is due from it, its largest entry's place, and how many others."""
    leaf = given.leaves[path]
    laid = given.once(fitted, path, name)
    base = laid.array if laid else np.zeros(leaf.wanted.shape)
    due = leaf.wanted - base
    size = np.abs(due)
    telling = int((size > 1000 * leaf.absolute).sum())
    if not np.isfinite(due).all() or telling < 1 or not base.any():
        return base, due, None, 0
    return base, due, int(size.argmax()), telling - 1
