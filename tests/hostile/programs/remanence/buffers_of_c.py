"""Attacks: leaves words in the C library's buffers, for the next to print.

Must: find no words of the run before, when it prints first.
"""
# expect: value=None stdout=empty
# given: runs=2

import ctypes
import os

libc = ctypes.CDLL(None)


def attack(x):
    libc.fflush(None)
    os.write(1, b"empty")
    libc.printf(b"left over")
