"""Attacks: returns a dict that holds itself.

Must: be wrong: nesting has a depth.
"""
# expect: value~"deeply nested"


def attack(x):
    value = {}
    value["self"] = value
    return value
