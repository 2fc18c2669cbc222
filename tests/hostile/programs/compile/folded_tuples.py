"""Attacks: writes a constant of tuples that multiply to a billion entries.

Must: be stopped when the code is loaded, by memory.
"""
# expect: ending=memory answers=0

VALUE = ((((0,) * 250,) * 250) * 250) * 250 * 250


def attack(x):
    return VALUE
