"""How a thread that judges shares the machine's cores with the cells.

What an answer wakes would usually interrupt the child that has sent it, or another one: each time
both find their caches cold. A thread that stands back runs when a core is free, or when its turn
comes; a child that waits for its next batch has left one free.
"""

import contextlib
import os

_NO_PRIORITY = os.sched_param(0)


def stand_back() -> None:
    """Let this thread interrupt nothing from now on. For threads that do nothing but judge."""
    _schedule(os.SCHED_BATCH)


def come_forward() -> None:
    """Undo it. A thread, or a process, begins like the thread that has started it."""
    _schedule(os.SCHED_OTHER)


def _schedule(policy: int) -> None:
    with contextlib.suppress(OSError):  # a machine may allow nobody to say
        os.sched_setscheduler(0, policy, _NO_PRIORITY)
