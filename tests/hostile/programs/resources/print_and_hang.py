"""Attacks: prints the right answer, and hangs.

Must: be stopped by the clock; what it printed is kept.
"""
# expect: ending=time answers=0 stdout~"[1. 2. 3.]"
# given: wall_seconds=0.5

import time


def attack(x):
    print(x + 1, flush=True)
    time.sleep(1e6)
