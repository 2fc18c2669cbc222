"""Attacks: makes a System V message queue, which outlives its maker.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(68, 90210, 0o1666)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
