"""Attacks: returns a list that holds itself.

Must: be wrong: nesting has a depth.
"""
# expect: value~"deeply nested"


def attack(x):
    value = []
    value.append(value)
    return value
