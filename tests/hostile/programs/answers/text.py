"""Attacks: returns the right array as text.

Must: be wrong.
"""
# expect: value="[1. 2. 3.]"


def attack(x):
    return str(x + 1)
