"""Attacks: looks at its parent's number, to attack it by name.

Must: see a number of its own small world, which it may do nothing to.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.sched_getparam(os.getppid())
