"""What is known of a submission's tests, laid out so that a cause can be tried on all of them.

Theory of operation
-------------------
A result may be nested; its arrays are looked at one by one. An array that is wrong is a `Part`,
with the test that it comes from. A cause is tried on every part and said only when it explains all
of them, up to rounding, so that what is said is true of every failing test. No message holds a
number that comes from a test: the words name parameters and dimensions of the problem instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from judge.compare import Difference
from judge.diagnosis.judged import Judged
from judge.diagnosis.kept import kept
from judge.diagnosis.part import Part
from judge.diagnosis.plan import Array


@dataclass(frozen=True, eq=False)
class Line:
    """The entries of all parts in one line, part after part; all in the shapes expected."""

    parts: tuple[Part, ...]

    @kept
    def sizes(self) -> list[int]:
        """How many entries each part has."""
        return [part.leaf.wanted.size for part in self.parts]

    @kept
    def starts(self) -> Array:
        """Where each of them begins."""
        return np.cumsum([0, *self.sizes[:-1]])

    @kept
    def worst(self) -> Array:
        """The largest error of each part; there are entries in all of them."""
        return np.maximum.reduceat(np.abs(self.got - self.wanted), self.starts)

    @kept
    def wanted(self) -> Array:
        """What was expected."""
        return np.concatenate([part.leaf.flat for part in self.parts])

    @kept
    def got(self) -> Array:
        """What came."""
        return np.concatenate([part.flat() for part in self.parts])

    @kept
    def _absolute(self) -> Array:
        return self.spread([part.leaf.absolute for part in self.parts])

    @kept
    def _relative(self) -> Any:
        found = [part.leaf.relative for part in self.parts]
        return found[0] if len(set(found)) == 1 else self.spread(found)

    def spread(self, numbers: Sequence[float]) -> Array:
        """A number for each part, at all its entries."""
        return np.repeat(np.array(numbers), self.sizes)

    def is_close(self, guess: Array) -> bool:
        """Whether what came is this guess, up to rounding."""
        bound = np.maximum(self._absolute, self._relative * np.abs(guess))
        return bool((np.abs(self.got - guess) <= bound).all())


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is wrong in some failing tests."""

    parts: tuple[Part, ...]
    """Small arrays first, so that a wrong guess fails early and soon."""
    failing: tuple[Judged, ...]
    structural: tuple[Difference, ...] = ()
    """What is wrong where there are no two arrays to lay side by side."""

    @kept
    def paths(self) -> list[str]:
        """Where in the results something is wrong."""
        return list(dict.fromkeys([part.leaf.path for part in self.parts]))

    @kept
    def is_plain(self) -> bool:
        """Whether there are plain numbers of all parts to refute causes with."""
        return self.parts[0].is_plain and all([part.has_pairs for part in self.parts])  # noqa: C419

    @kept
    def is_elementwise(self) -> bool:
        """Whether every wrong part is finite numbers in the right shape."""
        if not self.parts or self.structural or not self.is_in_shape:
            return False
        line = self.line
        return bool(
            all(line.sizes) and np.isfinite(line.got).all() and np.isfinite(line.wanted).all()
        )

    @kept
    def is_in_shape(self) -> bool:
        """Whether every wrong part has the right shape."""
        return all([part.is_in_shape for part in self.parts])  # noqa: C419

    @kept
    def line(self) -> Line:
        """All entries of all parts, where these are in shape."""
        return Line(self.parts)

    @kept
    def is_real(self) -> bool:
        """Whether no part is complex."""
        return self.line.got.dtype.kind != "c" and all(part.leaf.is_real for part in self.parts)

    def all_close(self, guess: Callable[[Part], Any]) -> bool:
        """Whether the guess explains every wrong part."""
        return all(part.is_close(guess(part)) for part in self.parts)

    @kept
    def ratios(self) -> list[float] | None:
        """actual / expected of each part, None where that is not one number."""
        line = self.line
        at = line.starts + [part.leaf.at for part in self.parts]
        wanted, got = line.wanted[at], line.got[at]
        if not self.is_real or not wanted.all() or not got.all():
            return None
        ratios: list[float] = (got / wanted).tolist()
        return ratios if line.is_close(line.wanted * line.spread(ratios)) else None

    def at(self, path: str) -> "Evidence":
        """Only the parts at one path."""
        return self._by_path[path]

    @kept
    def _by_path(self) -> dict[str, "Evidence"]:
        found: dict[str, list[Part]] = {path: [] for path in self.paths}
        for part in self.parts:
            found[part.leaf.path].append(part)
        return {path: Evidence(tuple(parts), self.failing) for path, parts in found.items()}
