"""Attacks: signals another process through the call that abort needs.

Must: be refused: the filter knows the process's own number.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(234, 1, 1, 9)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
