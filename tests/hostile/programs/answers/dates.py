"""Attacks: returns dates, whose numbers would be the right ones.

Must: be wrong, under its dtype.
"""
# expect: value="<ndarray of datetime64[D]>"


def attack(x):
    return (x + 1).astype("datetime64[D]")
