"""Attacks: sleeps for ever, at no cost in CPU time.

Must: be stopped by the clock.
"""
# expect: ending=time cpu_ms<100
# given: wall_seconds=0.5

import time


def attack(x):
    time.sleep(1e6)
