"""Attacks: asks for a file's handle, which leads past all folders.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(303, -100, b'/', (ctypes.c_int * 64)(128), (ctypes.c_int * 1)(), 0)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
