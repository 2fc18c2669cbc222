"""Changes of a right value that make it wrong in a known way; see `bench.diagnosis`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from judge.diagnosis.plan import is_nested
from judge.published import Case

Change = Callable[[Any, Case], Any]


def _each(function: Callable[[Any], Any]) -> Change:
    """A function of every array of the result; None where it holds something else."""

    def change(value: Any, case: Case) -> Any:
        return _mapped(value, function)

    return change


def _mapped(value: Any, function: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        items = {key: _mapped(item, function) for key, item in value.items()}
        return None if any(item is None for item in items.values()) else items
    if isinstance(value, tuple) or is_nested(value):
        parts = [_mapped(item, function) for item in value]
        return None if any(part is None for part in parts) else type(value)(parts)
    if value is None or isinstance(value, str | bool):
        return None
    array = np.asarray(value, float)
    with np.errstate(all="ignore"):
        result = function(array)
    return None if result is None else np.asarray(result)


def _matrix(function: Callable[[Any], Any]) -> Change:
    return _each(lambda x: function(x) if x.ndim == 2 and min(x.shape) > 1 else None)


def _vector(function: Callable[[Any], Any]) -> Change:
    return _each(lambda x: function(x) if x.ndim >= 1 and x.size > 1 else None)


def _by_size(function: Callable[[Any, float], Any]) -> Change:
    def change(value: Any, case: Case) -> Any:
        if not case.dims:
            return None
        size = float(next(iter(case.dims.values())))
        return _mapped(value, lambda x: function(x, size))

    return change


def _first_input(value: Any, case: Case) -> Any:
    return next((v for v in case.inputs.values() if isinstance(v, np.ndarray)), None)


CHANGES: dict[str, tuple[frozenset[str], Change]] = {
    "negated": (frozenset(("sign",)), _each(np.negative)),
    "doubled": (frozenset(("factor",)), _each(lambda x: 2 * x)),
    "halved": (frozenset(("factor",)), _each(lambda x: x / 2)),
    "times a size": (frozenset(("factor", "sign")), _by_size(lambda x, n: x * n)),
    "over a size": (frozenset(("factor",)), _by_size(lambda x, n: x / n)),
    "times -size": (frozenset(("sign_and_factor", "sign")), _by_size(lambda x, n: -x * n)),
    "log base 2": (frozenset(("factor",)), _each(lambda x: x / np.log(2))),
    "plus one": (frozenset(("offset",)), _each(lambda x: x + 1)),
    "transposed": (frozenset(("transposed",)), _matrix(np.transpose)),
    "flat": (frozenset(("flattened",)), _matrix(np.ravel)),
    "one axis more": (frozenset(("extra_axis",)), _vector(lambda x: x[..., None])),
    "reversed": (frozenset(("reversed",)), _vector(lambda x: x[::-1])),
    "rolled": (frozenset(("shifted",)), _vector(lambda x: np.roll(x, 1, axis=0))),
    "sorted": (frozenset(("sorted", "reversed", "permuted")), _vector(lambda x: np.sort(x))),
    "rows normalised": (
        frozenset(("factor_per_row",)),
        _matrix(lambda x: x / np.abs(x).sum(axis=1, keepdims=True)),
    ),
    "columns normalised": (
        frozenset(("factor_per_column",)), _matrix(lambda x: x / np.abs(x).sum(axis=0)),
    ),
    "normalised": (frozenset(("proportional",)), _vector(lambda x: x / np.abs(x).sum())),
    "squared": (frozenset(("squared",)), _each(np.square)),
    "no sign": (frozenset(("absolute",)), _each(np.abs)),
    "no negatives": (frozenset(("clipped",)), _each(lambda x: np.maximum(x, 0))),
    "cumulated": (frozenset(("cumulated",)), _vector(lambda x: np.cumsum(x, axis=0))),
    "two decimals": (frozenset(("rounded",)), _each(lambda x: np.round(x, 2))),
    "six decimals": (frozenset(("rounded",)), _each(lambda x: np.round(x, 6))),
    "whole numbers": (frozenset(("rounded", "zeros")), _each(np.trunc)),
    "float16": (frozenset(("float32",)), _each(lambda x: x.astype(np.float16))),
    "summed": (frozenset(("single_number",)), _vector(np.sum)),
    "zeros": (frozenset(("zeros", "constant")), _each(np.zeros_like)),
    "nan": (frozenset(("non_finite",)), _each(lambda x: x * np.nan)),
    "an input": (frozenset(("returned_input",)), _first_input),
    "last one missing": (
        frozenset(("length_by_one",)), _vector(lambda x: x[:-1] if len(x) > 2 else None),
    ),
}  # fmt: skip
