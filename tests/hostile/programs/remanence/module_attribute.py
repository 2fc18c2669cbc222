"""Attacks: leaves a message in a module for the next submission.

Must: find none from the run before: each has a process of its own.
"""
# expect: value=nothing
# given: runs=2

import math


def attack(x):
    found = getattr(math, "left", "nothing")
    math.left = "a message"
    return found
