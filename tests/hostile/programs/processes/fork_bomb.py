"""Attacks: forks without end, whatever is answered.

Must: be refused each time, and end by its own time limit.
"""
# expect: ending=time cpu_ms<1000
# given: cpu_seconds=0.2

import contextlib
import os


def attack(x):
    while True:
        with contextlib.suppress(OSError):
            os.fork()
