"""Attacks: asks for a key, which makes the kernel start a program outside.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(249, b"user", b"left", b"", -4)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
