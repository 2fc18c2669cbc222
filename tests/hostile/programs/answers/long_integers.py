"""Attacks: returns a list of integers that no float can hold, in the shape that is expected.

Must: be wrong, and not overflow anything in the judge.
"""
# expect: value~1000000


def attack(x):
    return [10**1000, -(10**1000), 2**63]
