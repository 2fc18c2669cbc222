"""Attacks: writes to standard error for ever.

Must: be stopped: both streams count together.
"""
# expect: ending=output stdout~eeee

import sys


def attack(x):
    while True:
        sys.stderr.write("e" * 79)
