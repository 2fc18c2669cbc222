"""Attacks: loads a filter of its own, which could make calls lie.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(317, 1, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
