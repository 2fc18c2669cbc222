"""A gradient check of a candidate's answer, for shown tests of problems that state their loss."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge.compare.value import as_numbers
from judge.present import present
from judge.spec.model import Gradient

# Central differences of a loss of size one carry noise near 1e-11. Entries that are small, beside
# the largest or at all, are measured by these sizes, so that noise does not look like a mistake.
_FLOOR, _SMALL = 1e-6, 1e-4


@dataclass(frozen=True)
class GradientCheck:
    """A part of an answer beside the loss's numeric gradient with respect to `parameter`."""

    part: str
    """Where it stands in the answer: `result`, `result['dW']`."""
    parameter: str
    relative_error: NDArray[Any]
    """|answer - numeric| / max(1e-6, 1e-4 largest, |answer| + |numeric|), entry by entry: 0 to 1,
    or NaN. `largest` is the largest |numeric|."""
    numeric: NDArray[Any]

    def to_json(self) -> dict[str, Any]:
        """As it goes over the wire, see `judge.present`."""
        return {
            "part": self.part,
            "parameter": self.parameter,
            "relative_error": present(self.relative_error),
            "numeric": present(self.numeric),
        }


def check_gradients(
    gradients: Iterable[Gradient], numeric: dict[str, Any], actual: Any
) -> tuple[GradientCheck, ...]:
    """Checks of the parts of an answer that are gradients, where their shape is right."""
    found = []
    for gradient in gradients:
        slopes = as_numbers(numeric.get(gradient.parameter))
        given = as_numbers(_at(actual, gradient.path))
        if slopes is None or given is None or given.shape != slopes.shape:
            continue
        with np.errstate(all="ignore"):
            floor = max(_FLOOR, _SMALL * float(np.abs(slopes).max(initial=0.0)))
            size = np.maximum(floor, np.abs(given) + np.abs(slopes))
            error = np.asarray(np.abs(given - slopes) / size)
        path = "".join(f"[{part!r}]" for part in gradient.path)
        found.append(GradientCheck(f"result{path}", gradient.parameter, error, slopes))
    return tuple(found)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    """A part of a candidate's answer; None where there is none."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value
