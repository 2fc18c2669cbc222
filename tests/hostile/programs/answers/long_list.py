"""Attacks: returns a list whose text is larger than answers may be.

Must: be stopped as too much output.
"""
# expect: ending=output|memory|time answers=0
# given: cpu_seconds=2


def attack(x):
    return [1.5] * 400_000
