"""Attacks: hashes a tuple that is nested four hundred thousand deep, which no guard counts.

Must: overflow its own stack, and crash by itself.
"""
# expect: ending=crashed signal=11
# given: cpu_seconds=2


def attack(x):
    nested = ()
    for _ in range(400_000):
        nested = (nested,)
    return hash(nested)
