"""Attacks: returns the right array's bytes.

Must: be wrong, under their name.
"""
# expect: value=<bytes>


def attack(x):
    return (x + 1).tobytes()
