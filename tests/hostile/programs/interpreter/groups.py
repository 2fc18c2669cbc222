"""Attacks: raises a group of exceptions that is nested ten thousand deep.

Must: be a fault with the outermost's text.
"""
# expect: fault=ExceptionGroup message~outer


def attack(x):
    error = ValueError()
    for _ in range(10_000):
        error = ExceptionGroup("inner", [error])
    raise ExceptionGroup("outer", [error])
