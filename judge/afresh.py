"""Whether a wrong answer depends on the calls before it: failing tests called again, each alone.

Theory of operation
-------------------
All tests run in one process, one after another, and a function that keeps something from call to
call fails in company only. So a failing test is called again as the first in a process of its own.
If the same inputs give a right answer there, what ran before made the difference. Not so by chance:
chance is seeded alike in every process, and one test is called a second time with other seeds. This
takes runs of a cell, so it is asked only where the very first call was right, and where the code
has a place to keep something in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from threading import Event

from judge.compare import compare
from judge.diagnosis import Diagnosis
from judge.published import NO_OWN, Case, Own, Published
from judge.runner import CellDied, CellPool, Job

_MOST_TESTS = 6
_MOST_CPU_MS = 1000.0
# Places to keep something in: a name of the module, a default that can change, an attribute, memory
# that is not filled. A hint that spares a run, no proof, so a text is enough.
_KEEPER = re.compile(
    r"^[ \t]*(global|nonlocal)\b|^class\b|cache|\bempty(_like)?\("
    r"|^[A-Za-z_]\w*[ \t]*(:[^=\n]*)?=(?!=)"
    r"|^[ \t]+\w+\.\w+(\[[^\]\n]*\])?[ \t]*[-+*/]?=(?!=)"
    r"|^[ \t]*def\b[^\n]*=[ \t]*([\[{]|\w[\w.]*\()",
    re.MULTILINE,
)
_OTHER_SEEDS = "__import__('random').seed(7)\n__import__('numpy').random.seed(7)"
KEPT = Diagnosis(
    "depends_on_calls",
    "The same inputs give a right answer when they come first, and a wrong one after other calls:"
    " something is kept from call to call. Look for a value of the module, a default argument or an"
    " attribute that changes, for a cache, and for `np.empty` that is not filled.",
)


def depends_on_calls(
    published: Published,
    code: str,
    failing: Sequence[Case],
    pool: CellPool,
    own: Own = NO_OWN,
    cancel: Event | None = None,
) -> bool:
    """Whether each of the failing tests, or each of six of them, is right when it is called alone.

    Blocks for that many short runs at most; the first that is wrong ends it.
    """
    if len(failing) > _MOST_TESTS:
        last = len(failing) - 1
        failing = [failing[round(i * last / (_MOST_TESTS - 1))] for i in range(_MOST_TESTS)]
    runs = [(failing[0], ()), *((case, ()) for case in failing[1:]), (failing[0], (_OTHER_SEEDS,))]
    for case, seeds in runs:
        batch = published.batch((case,), own)
        batch = replace(batch, setup=(*batch.setup, *seeds))
        try:
            outcome = pool.run(Job(code, (batch,), published.limits), cancel=cancel)
        except CellDied:
            return False
        finally:
            batch.parcel.close()
        if outcome.ending != "finished" or len(outcome.answers) != 1:
            return False
        (answer,) = outcome.answers
        if answer.fault or compare(case.expected, answer.value, case.tolerance):
            return False
    return True


def is_worth_asking(code: str, told: str, cpu_ms: float) -> bool:
    """Whether there may be something to find, given what has been said and what a run takes."""
    return told != "known_mistake" and cpu_ms <= _MOST_CPU_MS and _KEEPER.search(code) is not None
