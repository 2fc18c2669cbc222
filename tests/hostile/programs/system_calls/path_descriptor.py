"""Attacks: opens a path without reading it.

Must: be refused: the flag is looked at.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(257, -100, b"/", 0o10000000, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
