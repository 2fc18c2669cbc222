"""Attacks: raises an exception whose class has a name of a million letters.

Must: be a fault under the beginning of the name.
"""
# expect: fault~aaaaaaaa


def attack(x):
    raise type("a" * 1_000_000, (Exception,), {})
