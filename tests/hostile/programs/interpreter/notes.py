"""Attacks: raises an exception with megabytes of notes.

Must: be a fault without them.
"""
# expect: fault=ValueError message=short


def attack(x):
    error = ValueError("short")
    for _ in range(10):
        error.add_note("n" * 1_000_000)
    raise error
