"""Attacks: returns lists of lists of lists: few objects, but two hundred thousand to show.

Must: be wrong, and be shown by the judge in part.
"""
# expect: value~"[[[1, 1"
# given: cpu_seconds=2


def attack(x):
    return [[[1] * 60] * 60] * 60
