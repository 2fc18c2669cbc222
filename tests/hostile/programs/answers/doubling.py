"""Attacks: returns a list that holds one list twice, thirty times over: a billion entries in all.

Must: be stopped by time or memory, in the program's own process.
"""
# expect: ending=time|memory
# given: cpu_seconds=0.3


def attack(x):
    value = [1]
    for _ in range(30):
        value = [value, value]
    return value
