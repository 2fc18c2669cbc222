"""Attacks: traces the zygote, to write into its memory.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import os

libc = ctypes.CDLL(None)


def attack(x):
    return libc.ptrace(16, os.getppid(), 0, 0)
