"""Attacks: returns a tuple that is nested a hundred thousand deep.

Must: be wrong: nesting has a depth.
"""
# expect: value~"deeply nested"


def attack(x):
    value = ()
    for _ in range(100_000):
        value = (value,)
    return value
