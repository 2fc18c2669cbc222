"""Attacks: maps memory that is shared and writable.

Must: be refused: a sharer could be another run.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(9, 0, 4096, 3, 0x21, -1, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
