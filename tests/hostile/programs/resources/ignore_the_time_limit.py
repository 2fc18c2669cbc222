"""Attacks: ignores every signal that can be ignored, and computes for ever.

Must: be stopped by the one that cannot.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import contextlib
import signal


def attack(x):
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass
