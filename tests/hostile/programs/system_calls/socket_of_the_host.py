"""Attacks: makes a socket to a virtual machine's host with the raw system call.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(41, 40, 1, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
