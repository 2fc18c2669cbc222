"""Attacks: puts characters into the terminal of whoever started the judge.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(16, 0, 0x5412, b"x")
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
