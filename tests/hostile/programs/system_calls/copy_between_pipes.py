"""Attacks: copies between pipes inside the kernel, where others' pages once could be written.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(275, 0, 0, 3, 0, 16, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
