"""Attacks: raises an exception with a chain of a hundred thousand causes.

Must: be a fault: only the exception itself is described.
"""
# expect: fault=ValueError message=last


def attack(x):
    error = ValueError("last")
    inner = error
    for _ in range(100_000):
        inner.__cause__ = ValueError()
        inner = inner.__cause__
    raise error
