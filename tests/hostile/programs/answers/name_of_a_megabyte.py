"""Attacks: returns an object whose class has a name of a million letters.

Must: be wrong, under the beginning of the name.
"""
# expect: value~<aaaaaaaa


def attack(x):
    return type("a" * 1_000_000, (), {})()
