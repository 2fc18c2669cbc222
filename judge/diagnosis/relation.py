"""Right but for a usual last or first step: a normalisation, a centring, an update's length."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.naming import name_number
from judge.diagnosis.part import Part, is_near
from judge.diagnosis.plan import Array
from judge.diagnosis.terms import fitted, fitting

_TURN = 2 * math.pi
_ALONG = {0: "column", 1: "row"}
_SAME_SIDE = 1e-9
_MANY_TURNS = 1e9


def may_be_unnormalised(parts: Sequence[Part]) -> bool:
    """Whether something is 1 in the first part that is right but for that."""
    first = parts[0]
    return any(_is_normed(first, norm) for norm in first.test.given.once(norms, first.leaf.path))


def not_normalised(evidence: Evidence) -> Diagnosis | None:
    """What should add up to 1, or have the length 1, is right but for that."""
    if not evidence.is_real:
        return None
    for norm in evidence.parts[0].test.given.once(norms, evidence.parts[0].path):
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


def norms(given: Given, path: str) -> list[_Norm]:
    """Which of them are 1 in an expected array; of one with an entry all of them would be."""
    wanted = given.leaves[path].wanted
    axes = (None, 0, 1) if wanted.ndim == 2 else (None,)
    every = [_Norm(length, axis) for length in (False, True) for axis in axes]
    return [norm for norm in every if wanted.size > 1 and _is_one(norm.of(wanted))]


def _is_one(array: Array) -> bool:
    return bool((np.abs(array - 1) <= _SAME_SIDE).all())


def _is_normed(part: Part, norm: _Norm) -> bool:
    if norm not in part.test.given.once(norms, part.path):
        return part.wanted.size == 1
    size = norm.of(part.got)
    return bool((size != 0).all()) and part.is_close_when(part.got / size)


def _is_told(evidence: Evidence) -> bool:
    """Whether enough entries agree that it can't be chance."""
    return sum(max(0, part.leaf.telling - 1) for part in evidence.parts) >= 2


def may_be_other_axis(parts: Sequence[Part]) -> bool:
    """Whether there are sums along one axis of the first part that should be 1."""
    first = parts[0]
    found = first.test.given.once(norms, first.leaf.path)
    return any(not norm.length and norm.axis is not None for norm in found)


def other_axis(evidence: Evidence) -> Diagnosis | None:
    """Sums that are 1 along one axis and should be along the other, as of a softmax."""
    parts = evidence.parts
    if any(part.wanted.ndim != 2 or min(part.wanted.shape) < 2 for part in parts):
        return None
    for due, taken in ((1, 0), (0, 1)):
        norm = _Norm(False, due)
        if not all(norm in part.test.given.once(norms, part.path) for part in parts):
            continue
        if all(_is_one(_Norm(False, taken).of(part.got)) for part in parts):
            return Diagnosis(
                "normalised_over_wrong_axis",
                f"Each {_ALONG[taken]} adds up to 1, where each {_ALONG[due]} should: the"
                f" normalisation (a softmax, a division by a sum) runs over the wrong axis.",
            )
    return None


def may_be_uncentred(parts: Sequence[Part]) -> bool:
    """Whether the first part should have the mean 0 and is right but for that."""
    first = parts[0]
    return any(_is_centred(first, axis) for axis in first.test.given.once(centres, first.leaf.path))


def not_centred(evidence: Evidence) -> Diagnosis | None:
    """What should have the mean 0 is right but for a shift."""
    first = evidence.parts[0]
    for axis in first.test.given.once(centres, first.path):
        if all(_is_centred(part, axis) for part in evidence.parts) and _is_told(evidence):
            of = f"of each {_ALONG[axis]} " if axis is not None else ""
            return Diagnosis("not_centred", f"The mean {of}is not subtracted; the rest is right.")
    return None


def centres(given: Given, path: str) -> list[int | None]:
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
    if axis not in part.test.given.once(centres, part.path):
        return False
    return part.is_close_when(part.got - part.got.mean(axis=axis, keepdims=True))


def may_be_unsymmetric(parts: Sequence[Part]) -> bool:
    """Whether the first part should be symmetric, and its symmetric part is right, by a few
    numbers."""
    first = parts[0]
    if not first.test.given.once(is_symmetric, first.leaf.path):
        return False
    rows = len(first.got)
    for place, (wanted, got) in zip(first.places, first.pairs, strict=True):
        row, column = divmod(place, rows)
        if not is_near(first.leaf, wanted, (got + first.got.item(column, row)) / 2):
            return False
    return True


def not_symmetric(evidence: Evidence) -> Diagnosis | None:
    """A matrix that should be symmetric is not, but its symmetric part is right."""
    for part in evidence.parts:
        if not part.test.given.once(is_symmetric, part.path):
            return None
        if not part.is_close_when((part.got + part.got.T) / 2):
            return None
    return Diagnosis(
        "not_symmetric",
        "The matrix should be symmetric. Yours is not; the mean of it and its transpose is right.",
    )


def is_symmetric(given: Given, path: str) -> bool:
    """Whether a symmetric matrix is expected."""
    leaf = given.leaves[path]
    if len(leaf.shape) != 2 or leaf.shape[0] != leaf.shape[1] or leaf.shape[0] < 2:
        return False
    return bool((np.abs(leaf.wanted - leaf.wanted.T) <= leaf.absolute).all())


def may_be_turned(parts: Sequence[Part]) -> bool:
    """Whether a few numbers are off by whole turns, the first of them by one at least."""
    return all(
        is_near(part.leaf, got, wanted + round((got - wanted) / _TURN) * _TURN)
        for part in parts
        for wanted, got in part.pairs
        if abs(got - wanted) < _MANY_TURNS
    )


def turned(evidence: Evidence) -> Diagnosis | None:
    """Angles that are off by whole turns."""
    if not evidence.is_real:
        return None
    count = 0
    for part in evidence.parts:
        turns = np.round(part.error / _TURN)
        if np.abs(part.error).max() < _TURN - 1e-3:
            return None
        if not part.is_close(part.wanted + turns * _TURN):
            return None
        count += int(np.count_nonzero(turns))
    words = "Right but for whole turns (2 pi): an angle is not brought back to its interval."
    return Diagnosis("turned", words) if count >= 2 else None


def may_be_differences(parts: Sequence[Part]) -> bool:
    """Whether a few numbers of the first part are differences of what should come."""
    first = parts[0]
    steps = first.test.given.once(_differences, first.leaf.path)
    if steps is None:
        return False
    some = 2 * max(first.leaf.absolute, first.leaf.relative * first.leaf.largest)
    return all(
        abs(got - steps.item(place)) <= some
        for place, (_, got) in zip(first.places, first.pairs, strict=True)
    )


def _differences(given: Given, path: str) -> Array | None:
    wanted = given.leaves[path].wanted
    if not wanted.ndim or len(wanted) < 2:
        return None
    return np.diff(wanted, axis=0, prepend=np.zeros_like(wanted[:1]))


def not_added_up(evidence: Evidence) -> Diagnosis | None:
    """The differences of what should come, along the first axis."""
    for part in evidence.parts:
        if not part.wanted.ndim or part.wrong[0].any():
            return None
        if not part.is_close_when(np.cumsum(part.got, axis=0)):
            return None
    words = "The values are not added up along the way: each is right as a difference."
    return Diagnosis("not_added_up", words) if _is_told(evidence) else None


def may_be_step(parts: Sequence[Part]) -> bool:
    """Whether each part may be a step from an input, by a few numbers."""
    if next(_likely_steps(parts[0]), None) is None or all(part.got.size == 1 for part in parts):
        return False
    return all(next(_likely_steps(part), None) is not None for part in parts)


def step(evidence: Evidence) -> Diagnosis | None:
    """A step from an input (weights, a mean) that is right but for its length or its direction."""
    found: list[tuple[float, Judged]] = []
    names: set[str] = set()
    guesses: list[Array] = []
    spare = 0
    for part in evidence.parts:
        likely = next(_likely_steps(part), None)
        if likely is None:
            return None
        due, ratio = likely
        guesses.append((due.base + ratio * due.step).ravel())
        names.add(due.name)
        found.append((ratio, part.test))
        spare += due.others
    if not evidence.line.is_close(np.concatenate(guesses)):
        return None
    if spare < 2 or all(abs(ratio - 1) < 1e-3 for ratio, _ in found):
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


def _likely_steps(part: Part) -> Iterator[tuple["_Due", float]]:
    """By a few numbers, the inputs that a part is a step from, and how long that is."""
    leaf = part.leaf
    for due in part.test.given.once(dues, leaf.path):
        taken = part.got.item(due.at) - due.base.item(due.at)
        if isinstance(taken, complex):
            return
        ratio = taken / due.step.item(due.at)
        for got, (base, step) in zip(part.few, due.few, strict=True):
            if not is_near(leaf, got, base + ratio * step):
                break
        else:
            yield due, ratio


@dataclass(frozen=True)
class _Due:
    """The step that is due from an input to what is expected."""

    name: str
    base: Array
    step: Array
    at: int
    """Where it is largest, in the flat array."""
    others: int
    """How many other entries are told from zero."""
    few: list[tuple[float, float]]
    """Of the input and of the step, at the few places of the part."""


def dues(given: Given, path: str) -> list[_Due]:
    """The inputs that what is expected may be a step from."""
    leaf = given.leaves[path]
    found = []
    for name in given.once(fitting, path) if leaf.is_real else ():
        laid = given.once(fitted, path, name)
        if laid is None:
            continue
        base, step = laid.array, leaf.wanted - laid.array
        size = np.abs(step)
        telling = int((size > 1000 * leaf.absolute).sum())
        if np.isfinite(step).all() and telling and base.any():
            few = list(zip(laid.few, step.take(leaf.places).tolist(), strict=True))
            found.append(_Due(name, base, step, int(size.argmax()), telling - 1, few))
    return found
