"""Attacks: returns a column of the right numbers, which broadcasts against the expected row.

Must: be wrong: shapes are strict.
"""
# expect: value~array([[1.]


def attack(x):
    return (x + 1)[:, None]
