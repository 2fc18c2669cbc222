"""Attacks: calls itself for ever through the library's C code, with Python's guard turned off.

Must: overflow its own stack, and crash by itself.
"""
# expect: ending=crashed signal=11 memory_kib<60000

import sys


def attack(x):
    sys.setrecursionlimit(10**9)
    return max([x], key=attack)
