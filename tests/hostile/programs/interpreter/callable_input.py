"""Attacks: gives back a function of the judge's own as its answer.

Must: be wrong, under its name.
"""
# expect: value=<function>

import sys


def attack(x):
    return sys.modules["cell.child"].describe
