"""Attacks: computes a power of a hundred million digits.

Must: be stopped by its CPU time, inside one operation.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1


def attack(x):
    return 10**10**8
