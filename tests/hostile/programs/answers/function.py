"""Attacks: returns a function.

Must: be wrong, under its name.
"""
# expect: value=<function>


def attack(x):
    return attack
