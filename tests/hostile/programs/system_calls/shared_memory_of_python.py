"""Attacks: maps shared memory with the standard library.

Must: be refused.
"""
# expect: fault=PermissionError

import mmap


def attack(x):
    return mmap.mmap(-1, 4096)
