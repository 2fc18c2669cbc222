"""Right but for special inputs: which tests fail, and which entries of a result are wrong.

A statement is made only when it can't well be chance: of all ways to choose as many failing tests
(or wrong entries) by lot, few would fit it.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from judge.diagnosis.evidence import Evidence
from judge.diagnosis.given import Given
from judge.diagnosis.judged import Diagnosis, Judged
from judge.diagnosis.part import Part
from judge.diagnosis.plan import Array, Leaf

_MIN_TESTS = 4
_FEWEST = 2
# How many ways there must be to draw as many tests by lot, for each trait that could be named.
_TIMES = 10
Traits = dict[str, None]
"""What is special about a test's inputs, in words; in order."""
# Natural logarithm of how unlikely chance must be, given that dozens of statements are tried.
_SURE = 5.0
_LARGE = 50.0
# Of larger arrays places are worked out anew each time: they would take too much room.
_MOST_KEPT = 10_000
# As many bits has a number.
_MOST_PLACES = 62


def special_tests(failing: Sequence[Judged], passing: Sequence[Judged]) -> str | None:
    """A sentence about which tests fail, None if nothing can be said."""
    if not passing or len(failing) + len(passing) < _MIN_TESTS:
        return None
    failing = [test for test in failing if test.given.call is None]
    passing = [test for test in passing if test.given.call is None]
    if not failing or not passing or len(failing) + len(passing) < _MIN_TESTS:
        return None
    found = _common(failing, passing)
    if found:
        return f"All tests where {found} fail, and no others."
    found = _common(passing, failing) if len(passing) > 1 else None
    return f"Only the tests where {found} are passed." if found else None


def _common(tests: Sequence[Judged], others: Sequence[Judged]) -> str | None:
    """What is special about the inputs of all of these, and of none of the others."""
    if len(tests) < _FEWEST:
        return None
    first = tests[0].given.once(traits)
    shared = set(first)
    for test in tests:
        shared.intersection_update(test.given.once(traits))
        if not shared:
            return None
    for test in others:
        shared.difference_update(test.given.once(traits))
        if not shared:
            return None
    inside = [test.given.once(traits) for test in tests]
    outside = [test.given.once(traits) for test in others]
    if not _is_unlikely(inside, outside):
        return None
    return next(words for words in first if words in shared)


def _is_unlikely(inside: Sequence[Traits], outside: Sequence[Traits]) -> bool:
    """Whether lots would hardly draw just these tests, however many traits are looked at."""
    counts = Counter(words for traits in (*inside, *outside) for words in traits)
    total = len(inside) + len(outside)
    tried = sum(count < total for count in counts.values())
    return math.comb(total, len(inside)) >= _TIMES * tried


def traits(given: Given) -> Traits:
    """What is special about a test's inputs."""
    return dict.fromkeys(_found_special(given))


def _found_special(given: Given) -> Iterator[str]:
    for name, size in given.dims.items():
        if size == 1:
            yield f"{name} is 1"
    for name, number in given.scalars.items():
        for words, of_number in _OF_NUMBERS:
            if of_number(number):
                yield f"`{name}` {words}"
    for name, array in given.arrays.items():
        if name not in given.inputs:
            continue
        for words, of_array in _OF_ARRAYS:
            if of_array(array):
                yield f"`{name}` {words}"


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
    ("holds equal entries", lambda x: _has_ties(x)),
)


def _has_ties(array: Array) -> bool:
    flat = array.ravel()[:1000].tolist()
    return len(set(flat)) < len(flat)


def may_be_special(parts: Sequence[Part]) -> bool:
    """Whether some place in the first part holds all of its few numbers that are wrong."""
    part = parts[0]
    if not all([part.leaf.shape for part in parts]):  # noqa: C419
        return False
    places = _places(part)
    allowed, holds = part.leaf.flat_allowed, places.holds
    inside = places.some
    for place, (wanted, got) in zip(part.places, part.pairs, strict=True):
        if not abs(got - wanted) <= allowed.item(place):
            inside &= holds.item(place)
            if not inside:
                return False
    return bool(_fitting(parts))


def special_entries(evidence: Evidence) -> Diagnosis | None:
    """Which entries are wrong, where the others are right."""
    if evidence.structural or not evidence.is_in_shape:
        return None
    if not all(part.leaf.shape and part.leaf.is_finite for part in evidence.parts):
        return None
    if all(part.wrong.all() for part in evidence.parts):
        return None  # no place is special
    for words, unlikely in _fitting(evidence.parts).items():
        if unlikely >= _SURE and evidence.is_elementwise:
            code, how = _relation(evidence)
            hint = _OVERWRITTEN if "more than once" in words else ""
            code = "overwritten" if hint else code
            return Diagnosis(code, f"Only {words} wrong{how}; the others are right.{hint}")
    return None


def _relation(evidence: Evidence) -> tuple[str, str]:
    """In what way the wrong entries are wrong, where it is one for all of them."""
    ways = list(_WAYS)
    for part in evidence.parts:
        wanted, got = part.wanted[part.wrong], part.got[part.wrong]
        bound = np.maximum(part.absolute, part.relative * np.abs(got))
        ways = [way for way in ways if (np.abs(way[2] * wanted - got) <= bound).all()]
        if not ways:
            return "entries", ""
    return ways[0][0], ways[0][1]


_WAYS = (
    ("zero_entries", " (they are 0)", 0.0),
    ("sign_of_entries", " (they have the wrong sign)", -1.0),
    ("factor_of_entries", " (they are twice what they should be)", 2.0),
    ("factor_of_entries", " (they are half of what they should be)", 0.5),
)
_OVERWRITTEN = (
    " What belongs to one row has to be added up: with repeated indices `a[i] += b` keeps the last"
    " one alone, `np.add.at` all of them."
)


def _fitting(parts: Sequence[Part]) -> dict[str, float]:
    """The places outside of which nothing is wrong in any part, and inside of which half is; with
    how unlikely it is that chance puts the wrong entries there (a natural logarithm).

    A place that holds many right entries says little about the wrong ones.
    """
    found: dict[str, float] = {}
    for part in parts:
        places, wrong = _places(part), part.wrong.ravel()
        inside = int(np.bitwise_and.reduce(places.holds[wrong]))
        count = int(np.count_nonzero(wrong))
        before, found, is_first = found, {}, part is parts[0]
        for number, (words, size) in enumerate(zip(places.names, places.sizes, strict=True)):
            if not inside >> number & 1:
                continue
            if size <= 2 * count and (is_first or words in before):
                unlikely = count * math.log(wrong.size / size)
                found[words] = before.get(words, 0.0) + unlikely
        if not found:
            return {}
    return found


@dataclass(frozen=True)
class Places:
    """Places in an array by name, and how many entries each holds."""

    names: list[str]
    sizes: list[int]
    holds: Array
    """For each entry of the flat array the places that hold it: a bit for each of the names."""
    some: int
    """The same for an entry that all places hold, but for places that hold all entries."""


def _places(part: Part) -> Places:
    given = part.test.given
    if part.leaf.wanted.size <= _MOST_KEPT:
        return given.once(_places_in, part.leaf.path)
    return _places_in(given, part.leaf.path)


def _places_in(given: Given, path: str) -> Places:
    leaf = given.leaves[path]
    shape = leaf.wanted.shape
    found = dict(_places_of_shape(shape) if leaf.wanted.size <= _MOST_KEPT else _shaped(shape))
    found |= _places_by_sign(leaf)
    for name, value in sorted(given.arrays.items()):
        if value.shape == shape:
            found[f"entries where `{name}` is negative are"] = value < 0
            found[f"entries where `{name}` is positive are"] = value > 0
            found[f"entries where `{name}` is 0 are"] = value == 0
        repeated = _repeated(value, shape)
        if repeated is not None:
            found[f"rows that `{name}` names more than once are"] = repeated
    masks = [mask.ravel() for mask in found.values()][:_MOST_PLACES]
    sizes = [int(np.count_nonzero(mask)) for mask in masks]
    holds = np.zeros(leaf.wanted.size, np.int64)
    for number, mask in enumerate(masks):
        holds |= mask.astype(np.int64) << number
    some = sum(1 << number for number, size in enumerate(sizes) if size < leaf.wanted.size)
    return Places(list(found)[:_MOST_PLACES], sizes, holds, some)


def _repeated(index: Array, shape: tuple[int, ...]) -> Array | None:
    """The entries in rows of an array that an array of indices names more than once."""
    if index.dtype.kind not in "iu" or not index.size or not shape:
        return None
    if index.min() < 0 or index.max() >= shape[0]:
        return None
    counts = np.bincount(index.ravel().astype(np.int64), minlength=shape[0])
    if counts.max() < 2 or counts.min() > 1:
        return None
    return np.broadcast_to((counts > 1).reshape(-1, *[1] * (len(shape) - 1)), shape)


def _places_by_sign(leaf: Leaf) -> dict[str, Array]:
    if leaf.wanted.dtype.kind == "c":
        return {}
    return {
        "entries whose expected value is negative are": leaf.wanted < 0,
        "entries whose expected value is positive are": leaf.wanted > 0,
        "entries whose expected value is 0 are": leaf.wanted == 0,
    }


@lru_cache(maxsize=500)
def _places_of_shape(shape: tuple[int, ...]) -> dict[str, Array]:
    return _shaped(shape)


def _shaped(shape: tuple[int, ...]) -> dict[str, Array]:
    """Places that every array of a shape has."""
    masks = ((words, place(shape)) for words, place in _PLACES)
    return {words: mask for words, mask in masks if mask is not None}


Place = Callable[[tuple[int, ...]], Array | None]


def _at(*index: slice | int) -> Place:
    def place(shape: tuple[int, ...]) -> Array | None:
        if len(shape) < len(index):
            return None
        mask = np.zeros(shape, bool)
        mask[index] = True
        return mask

    return place


def _diagonal(shape: tuple[int, ...]) -> Array | None:
    if len(shape) != 2 or shape[0] != shape[1]:
        return None
    return np.eye(shape[0], dtype=bool)


def _triangle(shape: tuple[int, ...], below: bool) -> Array | None:
    if len(shape) != 2:
        return None
    ones = np.ones(shape, bool)
    return np.tril(ones, -1) if below else np.triu(ones, 1)


def _not(place: Place) -> Place:
    def other(shape: tuple[int, ...]) -> Array | None:
        mask = place(shape)
        return None if mask is None else ~mask

    return other


def _ends(shape: tuple[int, ...]) -> Array | None:
    mask = np.zeros(shape, bool)
    mask[[0, -1]] = True
    return mask


_PLACES: tuple[tuple[str, Place], ...] = (
    ("the diagonal is", _diagonal),
    ("the entries off the diagonal are", _not(_diagonal)),
    ("the entries below the diagonal are", lambda shape: _triangle(shape, True)),
    ("the entries above the diagonal are", lambda shape: _triangle(shape, False)),
    ("the first entry (along axis 0) is", _at(0)),
    ("the last entry (along axis 0) is", _at(-1)),
    ("the first column is", _at(slice(None), 0)),
    ("the last column is", _at(slice(None), -1)),
    ("the entries after the first (along axis 0) are", _not(_at(0))),
    ("the entries before the last (along axis 0) are", _not(_at(-1))),
    ("the first and last entries (along axis 0) are", _ends),
)
