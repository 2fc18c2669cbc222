"""Attacks: opens a file by a guessed handle, past all folders, as an old container escape did.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(304, 3, ctypes.byref((ctypes.c_uint32 * 8)(8, 1, 2)), 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
