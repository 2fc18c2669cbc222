"""Which large inputs the failing tests' calls have changed in place: those tests, run again.

A run compares small arrays with what they were before the call and leaves large ones alone:
reading one twice takes longer than most of what is done with it, and only who fails is told. So
the failing tests with large inputs are run once more, by themselves, and then it is looked at.
"""

from collections.abc import Sequence
from dataclasses import replace
from threading import Event

import numpy as np

from judge.published import NO_OWN, Case, Own, Published
from judge.runner import WATCHED_BYTES, CellDied, CellPool, Job

_ALL = 1 << 40


def has_large_input(case: Case) -> bool:
    """Whether a run does not look at each of the test's arrays."""
    return any(
        isinstance(value, np.ndarray) and value.nbytes > WATCHED_BYTES
        for value in case.inputs.values()
    )


def find_changes(
    published: Published,
    code: str,
    failing: Sequence[Case],
    pool: CellPool,
    own: Own = NO_OWN,
    cancel: Event | None = None,
) -> list[tuple[str, ...]]:
    """The inputs that each call changes, of as many tests as ran in time. Blocks for a run."""
    batch = replace(published.batch(tuple(failing), own), watched_bytes=_ALL)
    try:
        outcome = pool.run(Job(code, (batch,), published.limits), cancel=cancel)
    except CellDied:
        return []
    finally:
        batch.parcel.close()
    return [answer.changed for answer in outcome.answers]
