"""What is known of a submission's tests, laid out so that a cause can be tried on all of them.

Theory of operation
-------------------
A result may be nested; its arrays are looked at one by one. An array that is wrong is a `Part`,
with the test that it comes from. A cause is tried on every part and said only when it explains all
of them, up to rounding, so that what is said is true of every failing test. No message holds a
number that comes from a test: the words name parameters and dimensions of the problem instead.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare import Difference, compare
from judge.compare.value import all_close, as_numbers
from judge.spec.model import Compare

Array = NDArray[Any]
# Beyond these a part is told by its difference alone: the time of a diagnosis is bounded.
_MAX_PARTS = 200
_MAX_ENTRIES = 200_000
_ROUNDING = 1e-6
_NUMBER = (int, float, complex, np.generic)
_WITH_PARTS = (dict, tuple)


@dataclass(frozen=True)
class Diagnosis:
    """A cause: a stable code, and a sentence for the candidate."""

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """As it goes over the wire."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True)
class Judged:
    """A test that gave a value. `difference` is None when it was right.

    `dims`: the sizes of the problem's named dimensions in it. `call`: the expression it evaluates
    where that is not a plain call of the problem's function.
    """

    expected: Any
    actual: Any
    difference: Difference | None
    tolerance: Compare
    dims: dict[str, int]
    inputs: dict[str, Any]
    call: str | None = None
    changed: tuple[str, ...] = ()
    """Inputs that the call changed in place, by the word of the candidate's process."""
    loss: float | None = None
    """The problem's loss at these inputs, where it states one."""


@dataclass(frozen=True, eq=False)
class Part:
    """An array of a failing test's result that is wrong, in a type in which it can be computed."""

    path: str
    wanted: Array
    got: Array
    test: Judged

    @cached_property
    def code(self) -> str:
        """What the comparison says of it."""
        if self.wanted.shape != self.got.shape:
            return "shape"
        found = compare(self.wanted, self.got, self.test.tolerance)
        return found.code if found else ""

    @cached_property
    def _probe(self) -> tuple[tuple[int, ...], Any]:
        """A place in the array, where the number is largest, and what stands there."""
        place = np.unravel_index(int(np.abs(self.got).argmax()), self.got.shape)
        at = tuple(int(i) for i in place)
        return at, self.got[at].item()

    @cached_property
    def relative(self) -> float:
        """How far a value may be from a guess, relatively, to count as that guess."""
        return min(max(_ROUNDING, 2 * self.test.tolerance.rtol), 1e-3)

    @cached_property
    def absolute(self) -> float:
        """The same, absolutely."""
        largest = float(np.abs(self.wanted).max(initial=0.0))
        return max(self.test.tolerance.atol, 1e-9 * largest)

    @cached_property
    def wrong(self) -> NDArray[np.bool_]:
        """Which entries are wrong; only where the shapes are the same."""
        tolerance = self.test.tolerance
        allowed = np.maximum(tolerance.atol, tolerance.rtol * np.abs(self.wanted))
        same = np.isnan(self.wanted) & np.isnan(self.got) | (self.wanted == self.got)
        return np.asarray(~(same | (np.abs(self.got - self.wanted) <= allowed)))

    @cached_property
    def ratio(self) -> float | None:
        """actual / expected, None where that is not one number."""
        wanted, got = self.wanted.ravel(), self.got.ravel()
        at = int(np.argmax(np.abs(wanted)))
        if wanted[at] == 0 or np.iscomplexobj(wanted) or np.iscomplexobj(got):
            return None
        ratio = float(got[at] / wanted[at])
        return ratio if ratio != 0 and self.is_close(self.wanted * ratio) else None

    def is_close(self, guess: Any) -> bool:
        """Whether the part is this guess, up to rounding. Shapes must be the same."""
        if getattr(guess, "shape", ()) != self.got.shape:
            return False
        if self.got.size > 1:  # most guesses are wrong, and one entry says so
            at, number = self._probe
            guessed = guess[at].item()
            if abs(number - guessed) > max(self.absolute, self.relative * abs(guessed)):
                return False
        bound = np.maximum(self.absolute, self.relative * np.abs(guess))
        return bool((np.abs(self.got - guess) <= bound).all())

    def differs(self, guess: Any) -> bool:
        """Whether the guess is another value than the expected one: it could be told from it."""
        bound = np.maximum(10 * self.absolute, 10 * self.relative * np.abs(self.wanted))
        return bool((np.abs(guess - self.wanted) > bound).any())


@dataclass(frozen=True, eq=False)
class Evidence:
    """The failing tests, taken apart, and the passing ones."""

    parts: tuple[Part, ...]
    """Small arrays first, so that a wrong guess fails early and soon."""
    failing: tuple[Judged, ...]
    passing: tuple[Judged, ...]
    structural: tuple[Difference, ...] = ()
    """What is wrong where there are no two arrays to lay side by side."""

    @cached_property
    def paths(self) -> list[str]:
        """Where in the results something is wrong."""
        return list(dict.fromkeys(part.path for part in self.parts))

    @cached_property
    def is_elementwise(self) -> bool:
        """Whether every wrong part is finite numbers in the right shape."""
        return bool(
            self.parts
            and not self.structural
            and all(part.got.shape == part.wanted.shape for part in self.parts)
            and all(np.isfinite(part.got).all() for part in self.parts)
            and all(np.isfinite(part.wanted).all() for part in self.parts)
        )

    @property
    def is_by_value(self) -> bool:
        """Whether what is expected is the one right value, in the tests that count here."""
        checked = any(test.tolerance.mode == "checker" for test in self.passing)
        return not checked and all(test.tolerance.mode == "value" for test in self.failing)

    @cached_property
    def is_real(self) -> bool:
        """Whether no part is complex."""
        return all(p.got.dtype.kind != "c" and p.wanted.dtype.kind != "c" for p in self.parts)

    def all_close(self, guess: Callable[[Part], Any]) -> bool:
        """Whether the guess explains every wrong part, and can be told from the right value."""
        return all(part.is_close(guess(part)) for part in self.parts)

    def at(self, path: str) -> "Evidence":
        """Only the parts at one path."""
        return self._by_path[path]

    @cached_property
    def _by_path(self) -> dict[str, "Evidence"]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.path, []).append(part)
        return {
            path: replace(self, parts=tuple(parts), structural=()) for path, parts in found.items()
        }

    @cached_property
    def distinct(self) -> int:
        """How many different non-zero values were expected in all: what chance has to get right."""
        found: set[float] = set()
        for part in self.parts:
            values = part.wanted.flat[:50]
            found.update(np.round(values[np.abs(values) > part.absolute], 9).tolist())
            if len(found) > 20:
                break
        return len(found)


Taken = dict[int, list[Part | Difference]]
"""What has been taken apart already, by the tests' ids."""


def gather(failing: Sequence[Judged], passing: Sequence[Judged], taken: Taken) -> Evidence:
    """Take the failing tests apart, those that were not yet."""
    parts: list[Part] = []
    structural: list[Difference] = []
    entries = 0
    for test in failing:
        assert test.difference is not None
        if id(test) not in taken:
            taken[id(test)] = list(_parts(test))
        for found in taken[id(test)]:
            if isinstance(found, Difference):
                structural.append(found)
                continue
            entries += found.got.size + found.wanted.size
            if entries > _MAX_ENTRIES or len(parts) >= _MAX_PARTS:
                structural.append(test.difference)
                break
            parts.append(found)
    # Single numbers agree with much by chance: they come last.
    parts.sort(key=lambda part: (part.wanted.size < 4, part.wanted.size))
    return Evidence(tuple(parts), tuple(failing), tuple(passing), tuple(structural))


def _parts(test: Judged) -> Iterator[Part | Difference]:
    if test.tolerance.mode != "value":
        assert test.difference is not None
        yield _malformed(test, test.difference) or test.difference
        return
    yield from _walk(test, test.expected, test.actual, "")


def _malformed(test: Judged, difference: Difference) -> Part | None:
    """The array of a result that has a shape, or numbers, that no right one has."""
    if difference.code not in ("shape", "non_finite"):
        return None
    wanted, got = (dict(leaves(v)).get(difference.path) for v in (test.expected, test.actual))
    if wanted is None or got is None:
        return None
    return Part(difference.path, wanted, got, test)


def _walk(test: Judged, expected: Any, actual: Any, path: str) -> Iterator[Part | Difference]:
    if is_nested(expected) or expected is None or isinstance(expected, str):
        items = _items(expected, actual)
        if items is None:
            found = compare(expected, actual, test.tolerance, path)
            if found:
                yield found
            return
        for key, wanted, got in items:
            yield from _walk(test, wanted, got, f"{path}[{key!r}]")
        return
    wanted_array, got_array = as_numbers(expected), as_numbers(actual)
    if wanted_array is None or got_array is None or not _are_floats(wanted_array, got_array):
        found = test.difference if not path else compare(expected, actual, test.tolerance, path)
        if found is None:
            return
        if wanted_array is None or got_array is None or found.code == "dtype":
            yield found
            return
    elif path and _is_right(wanted_array, got_array, test.tolerance):
        return
    yield Part(path, _computable(wanted_array), _computable(got_array), test)


def _is_right(wanted: Array, got: Array, tolerance: Compare) -> bool:
    if all_close(wanted, got, tolerance):
        return True
    return not np.isfinite(wanted).all() and compare(wanted, got, tolerance) is None


def _are_floats(*arrays: Array) -> bool:
    return all(array.dtype.kind == "f" for array in arrays)


def _items(expected: Any, actual: Any) -> list[tuple[Any, Any, Any]] | None:
    """(key, expected, actual) of each item, None where the two are not alike."""
    if isinstance(expected, dict):
        if not isinstance(actual, dict) or expected.keys() != actual.keys():
            return None
        return [(key, item, actual[key]) for key, item in expected.items()]
    if not isinstance(expected, list | tuple) or not isinstance(actual, list | tuple):
        return None
    if len(expected) != len(actual):
        return None
    return [(i, *pair) for i, pair in enumerate(zip(expected, actual, strict=True))]


def _computable(array: Array) -> Array:
    return array if array.dtype.kind == "c" else array.astype(np.float64, copy=False)


def is_nested(value: Any) -> bool:
    """Whether a value has parts: all but arrays, numbers and lists of numbers."""
    if isinstance(value, np.ndarray):
        return False
    if isinstance(value, list):
        return not all(isinstance(item, _NUMBER) for item in value)
    return isinstance(value, _WITH_PARTS)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Array]]:
    """The numeric arrays of a value, with their paths."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}[{key!r}]")
    elif is_nested(value):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif value is not None and not isinstance(value, str):
        array = as_numbers(value)
        if array is not None:
            yield path, _computable(array)


def arrays_of(test: Judged) -> dict[str, Array]:
    """The inputs that are arrays of real numbers and not single numbers."""
    return {
        name: value
        for name, value in test.inputs.items()
        if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "iuf"
    }


def scalars_of(test: Judged) -> dict[str, float]:
    """The inputs that are single finite real numbers."""
    return {
        name: float(value)
        for name, value in test.inputs.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
    }
