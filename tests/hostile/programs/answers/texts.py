"""Attacks: returns the right numbers as an array of texts.

Must: be wrong, under its dtype.
"""
# expect: value~"<ndarray of <U"


def attack(x):
    return (x + 1).astype(str)
