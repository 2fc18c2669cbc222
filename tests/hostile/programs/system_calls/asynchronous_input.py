"""Attacks: has the kernel make room for asynchronous input.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(206, 128, (ctypes.c_long * 1)())
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
