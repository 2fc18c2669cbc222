"""The result has the wrong shape; or the right shape, but its rows and columns are swapped."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis
from judge.diagnosis.part import Part
from judge.diagnosis.plan import Array


def has_axes(given: Given, path: str) -> bool:
    """Whether an array is expected, and not a single number."""
    return bool(given.leaves[path].shape)


def has_one_axis(given: Given, path: str) -> bool:
    """Whether a vector is expected."""
    return len(given.leaves[path].shape) == 1


def has_two_axes(given: Given, path: str) -> bool:
    """Whether a matrix is expected."""
    return len(given.leaves[path].shape) == 2


def has_rows(given: Given, path: str) -> bool:
    """Whether an array of more than one row, or entry, is expected."""
    shape = given.leaves[path].shape
    return bool(shape) and shape[0] > 1


def may_be_transposed(parts: Sequence[Part]) -> bool:
    """Whether all have the transposed shape; where they are square, by a few numbers."""
    if len(parts[0].leaf.shape) != 2:
        return False
    if any(p.got.shape != p.leaf.shape[::-1] or len(p.leaf.shape) != 2 for p in parts):
        return False
    if not all(part.is_in_shape for part in parts):
        return True
    return all(part.is_among(part.leaf.wanted.T) for part in parts)


def transposed(evidence: Evidence) -> Diagnosis | None:
    """Rows and columns are swapped."""
    parts = evidence.parts
    if not all(p.wanted.ndim == 2 and p.got.shape == p.wanted.T.shape for p in parts):
        return None
    if all(min(p.wanted.shape) == 1 for p in parts):
        return None  # told by `axes`, which says what a row or a column of numbers is
    if all(p.is_close(p.wanted.T) for p in parts):
        return Diagnosis("transposed", "The result is transposed: rows and columns are swapped.")
    if any(p.got.shape != p.wanted.shape for p in parts):
        return Diagnosis("transposed", "The result has the transposed shape.")
    return None


def may_be_of_shape(parts: Sequence[Part]) -> bool:
    """Whether no part has the shape expected."""
    return not parts[0].is_in_shape and not any(part.is_in_shape for part in parts)


def axes(evidence: Evidence) -> Diagnosis | None:
    """Too many axes, or too few, or others."""
    parts = evidence.parts
    if not all(part.got.shape != part.wanted.shape for part in parts):
        return None
    for check in (_single, _extra, _flattened, _missing, _broadcast, _summed, _other_axis, _length):
        found = check(parts)
        if found:
            return found
    return None


def shape(evidence: Evidence) -> Diagnosis | None:
    """Whatever else is wrong with it."""
    if evidence.parts and all(p.got.shape != p.wanted.shape for p in evidence.parts):
        found = evidence.parts[0].test.difference
        assert found is not None
        return Diagnosis("shape", found.text())
    return None


def _single(parts: tuple[Part, ...]) -> Diagnosis | None:
    if all(p.got.ndim == 0 and p.wanted.ndim > 0 for p in parts):
        return Diagnosis(
            "single_number",
            "A single number came back where an array was due: a sum or a mean over too much, or"
            " the loss in place of its gradient.",
        )
    if not all(p.wanted.ndim == 0 and p.got.ndim > 0 for p in parts):
        return None
    if all(p.got.size == 1 for p in parts):
        return Diagnosis(
            "array_of_one", "An array with one entry came back where a single number was due."
        )
    with np.errstate(all="ignore"):
        for name, reduce in (("sum", np.sum), ("mean", np.mean)):
            if all(p.got.size and _is(p, reduce(p.got)) for p in parts):
                return Diagnosis(
                    "not_reduced",
                    f"An array came back where a single number was due: its {name} is missing.",
                )
    return Diagnosis("not_reduced", "An array came back where a single number was due.")


def _is(part: Part, value: Any) -> bool:
    bound = max(part.absolute, part.relative * abs(value))
    return bool(abs(value - part.wanted) <= bound)


def _flattened(parts: tuple[Part, ...]) -> Diagnosis | None:
    if all(p.wanted.ndim > 1 and p.got.shape == (p.wanted.size,) for p in parts):
        return Diagnosis(
            "flattened", "The result is flat: keep the shape that the signature states."
        )
    return None


def _extra(parts: tuple[Part, ...]) -> Diagnosis | None:
    if not all(_squeezed(p.got) == _squeezed(p.wanted) for p in parts):
        return None
    if all(p.got.ndim > p.wanted.ndim for p in parts):
        return Diagnosis(
            "extra_axis",
            "The result has an axis of size 1 too many, such as (n, 1) in place of (n,).",
        )
    if all(p.got.ndim < p.wanted.ndim for p in parts):
        return Diagnosis(
            "missing_axis",
            "The result lacks an axis of size 1, such as (n,) in place of (n, 1): look at"
            " `keepdims` and at indexing that drops an axis.",
        )
    return Diagnosis(
        "row_or_column", "A row came back in place of a column, or a column in place of a row."
    )


def _missing(parts: tuple[Part, ...]) -> Diagnosis | None:
    """Reduced with keepdims, or without: an axis of the expected shape is 1 in the result."""
    if all(
        p.got.ndim == p.wanted.ndim
        and all(got in (want, 1) for got, want in zip(p.got.shape, p.wanted.shape, strict=True))
        for p in parts
    ):
        return Diagnosis(
            "reduced_axis", "One axis of the result has size 1, where more entries are due."
        )
    return None


def _broadcast(parts: tuple[Part, ...]) -> Diagnosis | None:
    if all(
        p.wanted.size == max(p.wanted.shape, default=0)
        and p.got.ndim == 2
        and p.got.shape == (p.wanted.size, p.wanted.size)
        for p in parts
    ):
        return Diagnosis(
            "broadcast",
            "A square matrix came back instead of a vector: (n,) and (n, 1) were broadcast"
            " against each other.",
        )
    return None


def _summed(parts: tuple[Part, ...]) -> Diagnosis | None:
    """One axis too many, and a sum or a mean over it is what is expected; or one too few."""
    for axis in range(min(part.got.ndim for part in parts)):
        for name in ("sum", "mean"):
            if all(_reduces(part, axis, name) for part in parts):
                return Diagnosis(
                    "not_reduced", f"The {name} over axis {axis} of the result is missing."
                )
    if all(p.got.ndim == p.wanted.ndim + 1 for p in parts):
        return Diagnosis(
            "too_many_axes",
            "The result has an axis too many: a sum or a mean is missing, or shapes were broadcast"
            " against each other.",
        )
    if all(p.got.ndim == p.wanted.ndim - 1 for p in parts):
        return Diagnosis(
            "too_few_axes",
            "The result lacks an axis: something was summed, averaged or indexed away.",
        )
    return None


def _reduces(part: Part, axis: int, name: str) -> bool:
    if not part.got.shape[axis]:
        return False
    reduced = getattr(part.got, name)(axis=axis)
    if reduced.shape != part.wanted.shape:
        return False
    bound = np.maximum(part.absolute, part.relative * np.abs(part.wanted))
    return bool((np.abs(reduced - part.wanted) <= bound).all())


def _other_axis(parts: tuple[Part, ...]) -> Diagnosis | None:
    """A named size stands where another is due."""
    if not all(p.got.ndim == p.wanted.ndim for p in parts):
        return None
    for axis in range(parts[0].wanted.ndim):
        if any(p.wanted.ndim <= axis for p in parts):
            break
        wanted = _names(parts, [p.wanted.shape[axis] for p in parts])
        got = _names(parts, [p.got.shape[axis] for p in parts])
        if wanted and got and wanted[0] not in got:
            return Diagnosis(
                "wrong_axis",
                f"Axis {axis} of the result has {got[0]} entries where {wanted[0]} are due: a sum,"
                " a mean or a product runs over the wrong axis.",
            )
    return None


def _names(parts: tuple[Part, ...], sizes: list[int]) -> list[str]:
    """The named dimensions that have these sizes, one a part."""
    return [
        name
        for name in parts[0].test.given.dims
        if all(p.test.given.dims.get(name) == size for p, size in zip(parts, sizes, strict=True))
    ]


def _length(parts: tuple[Part, ...]) -> Diagnosis | None:
    """One entry more or less along the first axis, perhaps with all the others right."""
    for more, longer, shorter, word in (
        (1, "got", "wanted", "one entry too many"),
        (-1, "wanted", "got", "one entry too few"),
    ):
        if not all(
            p.got.ndim == p.wanted.ndim > 0
            and p.got.shape[1:] == p.wanted.shape[1:]
            and p.got.shape[0] - p.wanted.shape[0] == more
            for p in parts
        ):
            continue
        for cut, place in ((slice(1, None), "first"), (slice(None, -1), "last")):
            if all(_alike(p, getattr(p, longer)[cut], getattr(p, shorter)) for p in parts):
                verb = "is too much" if more > 0 else "is missing"
                return Diagnosis(
                    "length_by_one", f"The {place} entry {verb}; the others are right."
                )
        return Diagnosis("length_by_one", f"The result has {word} along its first axis.")
    return None


def _alike(part: Part, left: Array, right: Array) -> bool:
    bound = np.maximum(part.absolute, part.relative * np.abs(right))
    return bool((np.abs(left - right) <= bound).all())


def _squeezed(array: Array) -> tuple[int, ...]:
    return tuple(size for size in array.shape if size != 1)
