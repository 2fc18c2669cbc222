"""Prove a problem's own checker: it accepts the reference, and stands what candidates return."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from judge.checking import Checked, CheckerError, check
from judge.published import Case
from judge.runner import CellPool
from judge.spec import Source

_PROBED = 5


def checker_faults(source: Source, cases: Sequence[Case], pool: CellPool) -> Iterator[str]:
    """What is wrong with the checker, in words. Cases that it does not judge are left out."""
    names = []
    values = []
    for case in cases:
        if case.tolerance.mode == "checker":
            names.append(case.name)
            values.append(
                Checked(case.inputs, case.expected, case.expected, case.dims, case.call is None)
            )
    if not values:
        return
    try:
        for name, difference in zip(names, check(source, values, pool), strict=True):
            if difference:
                yield f"it refuses the solution's own result in {name!r}: {difference.detail}"
                return
    except CheckerError as error:
        yield f"{error} (the solution's own results)"
        return
    for fill in (np.nan, np.inf, 0.0):
        probes = [replace(v, actual=_filled(v.actual, fill)) for v in values[:_PROBED]]
        try:
            found = check(source, probes, pool)
        except CheckerError as error:
            yield f"{error} (a result whose numbers are all {fill})"
            return
        for name, value, difference in zip(names, probes, found, strict=False):
            if fill == 0.0 or _is_same(value):
                continue  # zeros may be right
            if difference is None:
                yield f"it accepts a result whose numbers are all {fill} in {name!r}"
                return


def _filled(value: Any, fill: float) -> Any:
    """The value with each of its real numbers replaced."""
    if isinstance(value, dict):
        return {key: _filled(item, fill) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_filled(item, fill) for item in value)
    if isinstance(value, np.ndarray | np.generic) and np.asarray(value).dtype.kind in "fc":
        return np.full_like(value, fill)
    return fill if isinstance(value, float) else value


def _is_same(value: Checked) -> bool:
    """Whether filling it has changed nothing: it has no real numbers, or no others."""
    return repr(value.actual) == repr(value.expected)
