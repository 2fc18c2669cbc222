"""Attacks: kills process 1 with the raw system call.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(62, 1, 9)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
