"""Right but for special inputs: which tests fail, and which entries of a result are wrong.

A statement is made only when it can't well be chance: of all ways to choose as many failing tests
(or wrong entries) by lot, few would fit it.
"""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from judge.diagnosis.evidence import Array, Diagnosis, Evidence, Judged, Part, arrays_of, scalars_of

_MIN_TESTS = 4
# Natural logarithm of how unlikely chance must be, given that dozens of statements are tried.
_SURE = 5.0
_LARGE = 50.0


def special_tests(failing: Sequence[Judged], passing: Sequence[Judged]) -> str | None:
    """A sentence about which tests fail, None if nothing can be said."""
    failing = [test for test in failing if test.call is None]
    passing = [test for test in passing if test.call is None]
    if not failing or not passing or len(failing) + len(passing) < _MIN_TESTS:
        return None
    properties = list(_properties(failing[0]))
    for words, holds in properties:
        if all(map(holds, failing)) and not any(map(holds, passing)):
            return f"All tests where {words} fail, and no others."
    for words, holds in properties if len(passing) > 1 else []:
        if all(map(holds, passing)) and not any(map(holds, failing)):
            return f"Only the tests where {words} are passed."
    return None


Property = Callable[[Judged], bool]


def _properties(test: Judged) -> Iterator[tuple[str, Property]]:
    """What may be special about a test's inputs, in words, and whether it is so in a test."""
    for name in test.dims:
        yield f"{name} is 1", lambda t, n=name: t.dims.get(n) == 1  # type: ignore[misc]
    for name in scalars_of(test):
        for words, of_number in _OF_NUMBERS:
            yield f"`{name}` {words}", _number(name, of_number)
    for name in arrays_of(test):
        for words, of_array in _OF_ARRAYS:
            yield f"`{name}` {words}", _array(name, of_array)


def _number(name: str, of: Callable[[float], bool]) -> Property:
    def holds(test: Judged) -> bool:
        value = test.inputs[name]
        return isinstance(value, int | float) and of(float(value))

    return holds


def _array(name: str, of: Callable[[Array], bool]) -> Property:
    def holds(test: Judged) -> bool:
        value = test.inputs[name]
        return isinstance(value, np.ndarray) and value.dtype.kind in "iuf" and of(value)

    return holds


_OF_NUMBERS: tuple[tuple[str, Callable[[float], bool]], ...] = (
    ("is 0", lambda x: x == 0),
    ("is 1", lambda x: x == 1),
    ("is negative", lambda x: x < 0),
)
_OF_ARRAYS: tuple[tuple[str, Callable[[Array], bool]], ...] = (
    ("is empty", lambda x: not x.size),
    ("is all zeros", lambda x: bool(x.size) and not x.any()),
    ("holds a number in the tens or larger", lambda x: bool((np.abs(x) > _LARGE).any())),
    ("holds a zero", lambda x: bool(x.size) and not x.all()),
    ("holds negative numbers", lambda x: bool((x < 0).any())),
    ("holds equal entries", lambda x: _has_ties(x)),
)


def _has_ties(array: Array) -> bool:
    flat = array.ravel()[:1000].tolist()
    return len(set(flat)) < len(flat)


def special_entries(evidence: Evidence) -> Diagnosis | None:
    """Which entries are wrong, where the others are right."""
    if any(part.wanted.ndim == 0 for part in evidence.parts):
        return None
    wrong = [part.wrong for part in evidence.parts]
    if all(mask.all() for mask in wrong):
        return None
    names = set.intersection(*(set(arrays_of(part.test)) for part in evidence.parts))
    for words, place in (*_PLACES, *_input_places(sorted(names))):
        if _fits(evidence, wrong, place):
            return Diagnosis("entries", f"Only {words} wrong; the others are right.")
    return None


Place = Callable[[Part], Array | None]


def _fits(evidence: Evidence, wrong: list[Array], place: Place) -> bool:
    """Whether wrong entries stand only in that place, and chance would hardly put them there."""
    unlikely = 0.0
    for part, mask in zip(evidence.parts, wrong, strict=True):
        where = place(part)
        if where is None or bool((mask & ~where).any()):
            return False
        share = where.mean()
        unlikely += int(mask.sum()) * -math.log(share) if share else 0.0
        # A place that holds many right entries says little about the wrong ones.
        if mask.sum() * 2 < where.sum():
            return False
    return unlikely >= _SURE


def _at(*index: slice | int) -> Place:
    def place(part: Part) -> Array | None:
        if part.wanted.ndim < len(index):
            return None
        mask = np.zeros(part.wanted.shape, bool)
        mask[index] = True
        return mask

    return place


def _diagonal(part: Part) -> Array | None:
    if part.wanted.ndim != 2 or part.wanted.shape[0] != part.wanted.shape[1]:
        return None
    return np.eye(part.wanted.shape[0], dtype=bool)


def _triangle(part: Part, below: bool) -> Array | None:
    if part.wanted.ndim != 2:
        return None
    ones = np.ones(part.wanted.shape, bool)
    return np.tril(ones, -1) if below else np.triu(ones, 1)


def _not(place: Place) -> Place:
    def other(part: Part) -> Array | None:
        mask = place(part)
        return None if mask is None else ~mask

    return other


_PLACES: tuple[tuple[str, Place], ...] = (
    ("the diagonal is", _diagonal),
    ("the entries off the diagonal are", _not(_diagonal)),
    ("the entries below the diagonal are", lambda part: _triangle(part, True)),
    ("the entries above the diagonal are", lambda part: _triangle(part, False)),
    ("the first entry (along axis 0) is", _at(0)),
    ("the last entry (along axis 0) is", _at(-1)),
    ("the first column is", _at(slice(None), 0)),
    ("the last column is", _at(slice(None), -1)),
    ("the entries after the first (along axis 0) are", _not(_at(0))),
    ("the entries before the last (along axis 0) are", _not(_at(-1))),
    ("the first and last entries (along axis 0) are", lambda p: _ends(p)),
    ("entries whose expected value is negative are", lambda p: p.wanted < 0),
    ("entries whose expected value is positive are", lambda p: p.wanted > 0),
    ("entries whose expected value is 0 are", lambda p: p.wanted == 0),
)


def _ends(part: Part) -> Array | None:
    mask = np.zeros(part.wanted.shape, bool)
    mask[[0, -1]] = True
    return mask


def _input_places(names: list[str]) -> Iterator[tuple[str, Place]]:
    for name in names:
        yield f"entries where `{name}` is negative are", _where(name, lambda x: x < 0)
        yield f"entries where `{name}` is positive are", _where(name, lambda x: x > 0)
        yield f"entries where `{name}` is 0 are", _where(name, lambda x: x == 0)


def _where(name: str, function: Callable[[Array], Array]) -> Place:
    def place(part: Part) -> Array | None:
        value = arrays_of(part.test)[name]
        return function(value) if value.shape == part.wanted.shape else None

    return place
