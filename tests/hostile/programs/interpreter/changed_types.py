"""Attacks: writes into the memory of a built-in type, so that every float is equal to all others.

Must: be wrong: other processes have types of their own.
"""
# expect: ending=finished|crashed value=True

import ctypes


def attack(x):
    one, two = 1234.5, 5432.1
    ctypes.memmove(id(two) + 16, id(one) + 16, 8)
    return one == two
