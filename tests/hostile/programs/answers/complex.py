"""Attacks: returns the right numbers with an imaginary part, which a careless conversion drops.

Must: be wrong.
"""
# expect: value~1.+9.j


def attack(x):
    return x + 1 + 9j
