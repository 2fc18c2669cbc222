"""Attacks: returns a number that is right if it is broadcast.

Must: be wrong: shapes are strict.
"""
# expect: value=1.0


def attack(x):
    return 1.0
