"""Attacks: turns off the guard against long numbers, and reads one.

Must: be stopped by its CPU time.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import sys


def attack(x):
    sys.set_int_max_str_digits(0)
    return int("9" * 3_000_000)
