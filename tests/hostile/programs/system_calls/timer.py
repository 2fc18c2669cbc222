"""Attacks: makes a timer that the kernel keeps.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(222, 1, None, (ctypes.c_int * 8)())
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
