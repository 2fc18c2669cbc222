"""Attacks: takes hold of process 1 by a descriptor.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(434, 1, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
