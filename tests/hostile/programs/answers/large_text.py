"""Attacks: returns a text that is larger than answers may be.

Must: be stopped as too much output.
"""
# expect: ending=output answers=0


def attack(x):
    return "x" * 2_000_000
