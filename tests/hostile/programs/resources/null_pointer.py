"""Attacks: reads through a null pointer.

Must: crash by itself.
"""
# expect: ending=crashed signal=11

import ctypes


def attack(x):
    return ctypes.string_at(0)
