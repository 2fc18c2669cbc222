"""What diagnoses ask of a problem, asked before the first of them: with answers that are made up.

Theory of operation
-------------------
A diagnosis keeps with the problem what it finds of the tests alone (`judge.diagnosis.given`,
`judge.diagnosis.recall`). Left to the first wrong answer, that would cost it ten times as much as
all others. So a problem that is loaded gets wrong answers without a pattern, a few tests at a time.
"""

from typing import Any

import numpy as np

from judge.compare.value import as_numbers
from judge.diagnosis import Judged, diagnose, lay
from judge.diagnosis.plan import is_nested
from judge.diagnosis.special import traits
from judge.published import Published


def rehearse(published: Published) -> None:
    """Find all that diagnoses of this problem keep."""
    published.known_mistakes.prepare()
    published.known_slips.prepare()
    tests = []
    for case in published.cases:
        case.given.once(traits)
        value = _spoiled(case.expected)
        test = lay(case.given, value)
        if test.difference:
            tests.append(test)
    right = [Judged(test.given, test.expected, None) for test in tests]
    for number, test in enumerate(tests):
        diagnose([*right[:number], test, *right[number + 1 :]])


def _spoiled(value: Any) -> Any:
    """A value of the same form with other numbers in it, without a pattern."""
    if isinstance(value, dict):
        return {key: _spoiled(item) for key, item in value.items()}
    if is_nested(value):
        return [_spoiled(item) for item in value]
    array = None if value is None or isinstance(value, str) else as_numbers(value)
    if array is None or array.dtype.kind not in "fc":
        return value
    with np.errstate(all="ignore"):
        noise = np.sin(12.9898 * np.arange(1.0, array.size + 1) ** 2).reshape(array.shape)
        spoiled = np.nan_to_num(array) * (1.5 + noise) + 1.3 + noise
    return spoiled if array.ndim else spoiled.item()
