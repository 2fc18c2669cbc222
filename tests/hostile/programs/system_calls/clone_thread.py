"""Attacks: makes a thread with the raw system call and no new stack.

Must: be refused: the filter allows no kind of clone.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(56, 0x3D0F00, 0, 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
