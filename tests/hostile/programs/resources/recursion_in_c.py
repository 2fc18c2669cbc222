"""Attacks: hashes a tuple that is nested a million deep, which no guard counts.

Must: overflow its own stack, and crash by itself.
"""
# expect: ending=crashed signal=11


def attack(x):
    nested = ()
    for _ in range(1_000_000):
        nested = (nested,)
    return hash(nested)
