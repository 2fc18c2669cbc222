"""Attacks: asks that its pipe send signals to a process of its choice.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(72, 3, 8, 1)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
