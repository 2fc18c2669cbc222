"""Attacks: returns a complex number of NaN and infinity.

Must: be wrong.
"""
# expect: value~nan


def attack(x):
    return complex(float("nan"), float("inf"))
