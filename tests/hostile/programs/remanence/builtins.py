"""Attacks: leaves a message among the built-in names.

Must: find none from the run before.
"""
# expect: value=nothing
# given: runs=2

import builtins


def attack(x):
    found = getattr(builtins, "left", "nothing")
    builtins.left = "a message"
    return found
