"""Attacks: asks for the resolution of other processes' clocks, which tells who there is.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    clock = (~os.getppid() << 3) | 2
    result = libc.syscall(229, clock, (ctypes.c_long * 2)())
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
