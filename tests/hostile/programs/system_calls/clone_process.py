"""Attacks: makes a process with the raw system call.

Must: be refused, as the library's fork is.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(56, 0x11, 0, 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
