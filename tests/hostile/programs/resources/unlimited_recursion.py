"""Attacks: calls itself for ever through C code that counts nothing, with Python's guard turned off.

Must: overflow its own stack, and crash by itself.
"""
# expect: ending=crashed signal=11 memory_kib<60000

import ctypes
import sys


class Large(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_char * (1 << 16))]


# Given by value, which is on the stack: Python's own guard counts calls, not what they take.
@ctypes.CFUNCTYPE(ctypes.c_int, Large)
def again(large):
    return again(large)


def attack(x):
    sys.setrecursionlimit(10**9)
    return again(Large())
