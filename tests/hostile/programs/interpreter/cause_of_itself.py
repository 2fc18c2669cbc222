"""Attacks: raises an exception that is its own cause.

Must: be a fault.
"""
# expect: fault=ValueError message=round


def attack(x):
    error = ValueError("round")
    error.__context__ = error
    error.__cause__ = error
    raise error
