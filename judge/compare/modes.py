"""What else counts as the same value: in any order, negated, with its slices permuted.

Theory of operation: a plain comparison comes first, so that right answers cost nothing more and a
wrong shape or type is told as ever. Then each slice (or item) of the answer is laid beside each one
that is expected, and a matching is sought in which every one has a counterpart within the
tolerance. A matching, and not a sort: two numbers that differ by rounding may sort either way.
"""

import heapq
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare.value import Difference, as_numbers, compare_values
from judge.spec.model import Compare

# More slices or items than this are compared in the order they have.
_MAX_SLICES = 1000
_MAX_ITEMS = 200
_TOLD = frozenset(("value", "imprecise"))


def compare(expected: Any, actual: Any, tolerance: Compare, path: str = "") -> Difference | None:
    """None when `actual` is right under the tolerance's mode, otherwise what is wrong first.

    Under mode `checker` values are compared as under `value`: a checker is code for a cell.
    """
    found = compare_values(expected, actual, tolerance, path)
    if found is None or tolerance.mode in ("value", "checker"):
        return found
    with np.errstate(all="ignore"):
        right = _MODES[tolerance.mode](expected, actual, tolerance)
    if right:
        return None
    if found.code in _TOLD:
        return Difference(found.code, _WORDS[tolerance.mode], path)
    return found


def _unordered(expected: Any, actual: Any, tolerance: Compare) -> bool:
    # An array without entries may have more rows than memory holds: count them first.
    if _count(expected) is None or _count(expected) != _count(actual):
        return False
    wanted, got = _sequence(expected), _sequence(actual)
    if isinstance(wanted, np.ndarray) and isinstance(got, np.ndarray):
        if wanted.dtype.kind == "c" or got.dtype.kind == "c":
            kinds = compare_values(np.sort(wanted), np.sort(got), tolerance)
            if kinds is not None and kinds.code == "dtype":
                return False
            return _all_matched(_near([wanted[:, None]], [got[:, None]], tolerance, False))
        kinds = compare_values(np.sort(wanted), np.sort(got), tolerance)
        return kinds is None or (kinds.code in _TOLD and _match_on_a_line(wanted, got, tolerance))
    if len(wanted) > _MAX_ITEMS:
        return False
    fits = [[compare_values(e, a, tolerance) is None for a in got] for e in wanted]
    return _all_matched(np.array(fits, bool).reshape(len(wanted), len(got)))


def _count(value: Any) -> int | None:
    """How many items a list, a tuple or an array has, None where there are no items."""
    if isinstance(value, np.ndarray):
        return value.shape[0] if value.ndim else None
    return len(value) if isinstance(value, list | tuple) else None


def _sequence(value: Any) -> list[Any] | tuple[Any, ...] | NDArray[Any]:
    """A one-dimensional array where all items are numbers, else a list or tuple of them."""
    numbers = as_numbers(value)
    if numbers is not None and numbers.ndim == 1:
        return numbers
    return list(value) if isinstance(value, np.ndarray) else value


def _match_on_a_line(wanted: NDArray[Any], got: NDArray[Any], tolerance: Compare) -> bool:
    """Whether numbers can be given out to the intervals around what is expected, one to each.

    From the smallest up, each number goes to the interval open for it that ends first. That is
    optimal for intervals and points (M. Glover, *Maximum matching in a convex bipartite graph*,
    1967).
    """
    finite = np.isfinite(wanted)
    if not np.array_equal(np.sort(wanted[~finite]), np.sort(got[~np.isfinite(got)]), True):
        return False
    centres = wanted[finite].astype(np.float64)
    points = np.sort(got[np.isfinite(got)].astype(np.float64))
    reach = np.maximum(tolerance.atol, tolerance.rtol * np.abs(centres))
    order = np.argsort(centres - reach, kind="stable")
    begins, ends = (centres - reach)[order].tolist(), (centres + reach)[order].tolist()
    open_ends: list[float] = []
    index = 0
    for point in points.tolist():
        while index < len(begins) and begins[index] <= point:
            heapq.heappush(open_ends, ends[index])
            index += 1
        if not open_ends or heapq.heappop(open_ends) < point:
            return False
    return not open_ends and index == len(begins)


def _up_to_sign(expected: Any, actual: Any, tolerance: Compare) -> bool:
    if tolerance.axis is None:
        return compare_values(_negated(expected), actual, tolerance) is None
    aligned = _aligned(expected, actual, tolerance)
    return compare_values(expected, aligned, tolerance) is None


def _negated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _negated(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_negated(item) for item in value)
    numbers = as_numbers(value)
    if numbers is None or numbers.dtype.kind == "b":
        return value
    return -value


def _aligned(expected: Any, actual: Any, tolerance: Compare) -> Any:
    """`actual` with each slice negated whose negative is right; slices of every array in it."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {
            key: _aligned(expected[key], item, tolerance) if key in expected else item
            for key, item in actual.items()
        }
    axis = tolerance.axis
    assert axis is not None
    wanted = as_numbers(expected)
    if wanted is None and isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return [_aligned(*pair, tolerance) for pair in zip(expected, actual, strict=False)]
    got = as_numbers(actual)
    if wanted is None or got is None or wanted.shape != got.shape or got.dtype.kind in "bu":
        return actual
    if not _has_axis(wanted, axis):
        return actual
    flipped = np.ones(wanted.shape[axis], bool)
    for index in range(wanted.shape[axis]):
        want, have = wanted.take(index, axis), got.take(index, axis)
        flipped[index] = compare_values(want, -have, tolerance) is None
    signs = np.where(flipped, -1, 1).astype(got.dtype)
    return got * np.expand_dims(signs, [k for k in range(got.ndim) if k != axis % got.ndim])


def _up_to_permutation(expected: Any, actual: Any, tolerance: Compare) -> bool:
    axis = tolerance.axis
    assert axis is not None
    pairs = list(_parts(expected, actual))
    moved = [
        (np.moveaxis(wanted, axis, 0), np.moveaxis(got, axis, 0))
        for wanted, got in pairs
        if wanted is not None and got is not None and _has_axis(wanted, axis)
        and wanted.shape == got.shape
    ]  # fmt: skip
    if not moved:
        return False
    size = moved[0][0].shape[0]
    slices = [(wanted, got) for wanted, got in moved if wanted.shape[0] == size]
    if size > _MAX_SLICES:
        return False
    fits = _near([w for w, _ in slices], [g for _, g in slices], tolerance, tolerance.signs)
    order = _matching(fits)
    if order is None:
        return False
    # What has no such slices, or another number of them, must be right as it stands.
    placed = _replaced(expected, actual, size, axis)
    return compare_values(expected, placed, tolerance) is None


def _parts(expected: Any, actual: Any) -> Iterator[tuple[NDArray[Any] | None, NDArray[Any] | None]]:
    """The arrays of a result side by side; (None, None) where there are no two."""
    if isinstance(expected, dict):
        if isinstance(actual, dict):
            for key, item in expected.items():
                yield from _parts(item, actual.get(key))
        return
    wanted = as_numbers(expected)
    if isinstance(expected, tuple) or (wanted is None and isinstance(expected, list)):
        if isinstance(actual, list | tuple) and len(actual) == len(expected):
            for pair in zip(expected, actual, strict=True):
                yield from _parts(*pair)
        return
    yield wanted, as_numbers(actual)


def _replaced(expected: Any, actual: Any, size: int, axis: int) -> Any:
    """`actual` with the arrays that have been matched replaced by what was expected there."""
    if isinstance(expected, dict):
        return {key: _replaced(item, actual[key], size, axis) for key, item in expected.items()}
    wanted = as_numbers(expected)
    if isinstance(expected, tuple) or (wanted is None and isinstance(expected, list)):
        return [_replaced(*pair, size, axis) for pair in zip(expected, actual, strict=True)]
    got = as_numbers(actual)
    matched = (
        wanted is not None and got is not None and wanted.shape == got.shape
        and _has_axis(wanted, axis) and wanted.shape[axis] == size
    )  # fmt: skip
    return expected if matched else actual


def _has_axis(array: NDArray[Any], axis: int) -> bool:
    return -array.ndim <= axis < array.ndim


def _near(
    wanted: list[NDArray[Any]], got: list[NDArray[Any]], tolerance: Compare, signs: bool
) -> NDArray[np.bool_]:
    """fits[i, j]: slice j of every array in `got` is slice i of the array in `wanted`.

    With `signs` it may be the negative of it: the same sign in all arrays whose slices are arrays
    themselves. Single numbers, such as eigenvalues, keep theirs.
    """
    count = len(wanted[0])
    fits = np.zeros((count, count), bool)
    only_numbers = all(array.ndim == 1 for array in wanted)
    flat = [
        (w.reshape(count, -1), _signed(g).reshape(count, -1), w.ndim > 1 or only_numbers)
        for w, g in zip(wanted, got, strict=True)
    ]
    for i in range(count):
        for sign in (1, -1) if signs else (1,):
            same = np.ones(count, bool)
            for want, have, has_sign in flat:
                bound = np.maximum(tolerance.atol, tolerance.rtol * np.abs(want[i]))
                near = np.abs(have * (sign if has_sign else 1) - want[i]) <= bound
                equal = (have == want[i]) | (np.isnan(have) & np.isnan(want[i]))
                same &= ((near & np.isfinite(want[i]) & np.isfinite(have)) | equal).all(axis=1)
            fits[i] |= same
    return fits


def _signed(array: NDArray[Any]) -> NDArray[Any]:
    """The same numbers in a type that has negative ones."""
    return array.astype(np.float64) if array.dtype.kind == "u" else array


def _all_matched(fits: NDArray[np.bool_]) -> bool:
    return _matching(fits) is not None


def _matching(fits: NDArray[np.bool_]) -> NDArray[np.int_] | None:
    """For each row a column of its own that fits, None if there is no such matching.

    Augmenting paths (H. Kuhn, *The Hungarian method for the assignment problem*, 1955), each found
    breadth first.
    """
    count = len(fits)
    if not fits.any(axis=1).all() or not fits.any(axis=0).all():
        return None
    row_of = np.full(count, -1)
    column_of = np.full(count, -1)
    for start in range(count):
        before = np.full(count, -1)  # the row from which a column was reached
        seen = np.zeros(count, bool)
        queue = [start]
        end = -1
        for row in queue:
            reached = np.flatnonzero(fits[row] & ~seen)
            seen[reached] = True
            before[reached] = row
            free = reached[row_of[reached] < 0]
            if free.size:
                end = int(free[0])
                break
            queue.extend(row_of[reached].tolist())
        if end < 0:
            return None
        while end >= 0:
            row = int(before[end])
            freed = int(column_of[row])
            column_of[row], row_of[end] = end, row
            end = freed
    return column_of


_MODES: dict[str, Callable[[Any, Any, Compare], bool]] = {
    "unordered": _unordered,
    "up_to_sign": _up_to_sign,
    "up_to_permutation": _up_to_permutation,
}
_WORDS = {
    "unordered": "The values differ, in whatever order they are taken.",
    "up_to_sign": "The values differ, whatever sign they are given.",
    "up_to_permutation": "The slices differ, in whatever order they are taken.",
}
