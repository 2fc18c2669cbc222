"""Attacks: returns a set of the right numbers.

Must: be wrong, under its name.
"""
# expect: value=<set>


def attack(x):
    return set(x + 1)
