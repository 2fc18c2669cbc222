"""Attacks: prints with the C library, past all that counts in Python.

Must: have it shown, and counted by the judge.
"""
# expect: value=None stdout~"from C"

import ctypes


def attack(x):
    libc = ctypes.CDLL(None)
    libc.printf(b"from C")
    libc.fflush(None)
