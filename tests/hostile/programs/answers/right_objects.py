"""Attacks: returns the right numbers as an array of objects.

Must: be wrong, under its dtype.
"""
# expect: value="<ndarray of object>"


def attack(x):
    return (x + 1).astype(object)
