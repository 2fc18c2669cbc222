"""Attacks: asks for the priority that lets nothing else run.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(144, 0, 1, ctypes.byref(ctypes.c_int(99)))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
