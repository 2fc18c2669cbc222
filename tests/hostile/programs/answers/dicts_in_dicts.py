"""Attacks: returns dicts of dicts of dicts: few objects, but tens of thousands to show.

Must: be wrong, and be shown by the judge in part.
"""
# expect: value~"{0: {0: {0: 1"
# given: cpu_seconds=2


def attack(x):
    value = 1
    for _ in range(3):
        value = dict.fromkeys(range(40), value)
    return value
