"""Attacks: sleeps until another process has worked for a while.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    clock = (~os.getppid() << 3) | 2
    result = libc.syscall(230, clock, 0, (ctypes.c_long * 2)(0, 1), None)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
