"""Right but for special inputs: which tests fail, and which entries of a result are wrong.

A statement is made only when it can't well be chance: of all ways to choose as many failing tests
(or wrong entries) by lot, few would fit it.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from judge.diagnosis.evidence import Array, Diagnosis, Evidence, Judged, Part, arrays_of, scalars_of

_MIN_TESTS = 4
# Natural logarithm of how unlikely chance must be, given that dozens of statements are tried.
_SURE = 5.0
_LARGE = 50.0


def special_tests(evidence: Evidence) -> str | None:
    """A sentence about which tests fail, None if nothing can be said."""
    failing = [test for test in evidence.failing if test.call is None]
    passing = [test for test in evidence.passing if test.call is None]
    if not failing or not passing or len(failing) + len(passing) < _MIN_TESTS:
        return None
    true_in = [dict(_properties(test)) for test in failing]
    true_out = [dict(_properties(test)) for test in passing]
    for words, holds in true_in[0].items():
        if not holds or not all(properties.get(words) for properties in true_in):
            continue
        if not any(properties.get(words) for properties in true_out):
            return f"All tests where {words} fail, and no others."
    for words, holds in true_out[0].items():
        if not holds or not all(properties.get(words) for properties in true_out):
            continue
        if len(passing) > 1 and not any(properties.get(words) for properties in true_in):
            return f"Only the tests where {words} are passed."
    return None


def _properties(test: Judged) -> Iterator[tuple[str, bool]]:
    for name, size in test.dims.items():
        yield f"{name} is 1", size == 1
    for name, value in scalars_of(test).items():
        yield f"`{name}` is 0", value == 0
        yield f"`{name}` is 1", value == 1
        yield f"`{name}` is negative", value < 0
    for name, array in arrays_of(test).items():
        if not array.size:
            yield f"`{name}` is empty", True
            continue
        yield f"`{name}` is all zeros", not array.any()
        yield f"`{name}` holds a number in the tens or larger", bool(np.abs(array).max() > _LARGE)
        yield f"`{name}` holds a zero", not array.all()
        yield f"`{name}` holds equal entries", _has_ties(array)
        yield f"`{name}` holds negative numbers", bool((array < 0).any())


def _has_ties(array: Array) -> bool:
    flat = array.ravel()[:1000]
    return np.unique(flat).size < flat.size


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
