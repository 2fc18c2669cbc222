"""Attacks: makes a pipe non-blocking by the other call that can.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(16, 3, 0x5421, ctypes.byref(ctypes.c_int(1)))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
