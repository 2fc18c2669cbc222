"""Attacks: says by a replaced clock that each test took no time at all.

Must: be measured from outside: the run's CPU time is not the program's word.
"""
# expect: value=0 answers=2
# given: inputs=1 batches=2

import sys


def attack(x):
    sys.modules["cell.child"].perf_counter = lambda: 0.0
    return 0
