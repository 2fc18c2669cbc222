"""Attacks: stops its own process, which then uses nothing and never ends.

Must: be ended by the clock: a stopped process can be killed.
"""
# expect: ending=time cpu_ms<100
# given: wall_seconds=0.5

import signal


def attack(x):
    signal.raise_signal(signal.SIGSTOP)
