"""Attacks: makes a process that shares its memory.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(58)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
