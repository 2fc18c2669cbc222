"""Attacks: makes a call by a number that the kernel does not have yet.

Must: be refused, whatever later kernels will do at that number.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(1000, 1, 2, 3)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
