"""Attacks: sets the machine's clock.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(227, 0, ctypes.byref((ctypes.c_long * 2)(0, 0)))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
