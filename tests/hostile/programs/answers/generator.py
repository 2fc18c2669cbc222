"""Attacks: returns a generator that would make its answers when they are compared.

Must: be wrong, under its name.
"""
# expect: value=<generator>


def attack(x):
    return (value + 1 for value in x)
