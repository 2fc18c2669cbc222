"""Attacks: returns an integer that no float can hold.

Must: be wrong, and not overflow anything in the judge.
"""
# expect: value~1000000


def attack(x):
    return 10**1000
