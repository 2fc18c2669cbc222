"""Attacks: returns truth values in the place of numbers.

Must: be wrong: the kinds differ.
"""
# expect: value~True


def attack(x):
    return x > -1
