"""Attacks: opens a file with no name, which no listing shows.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(257, -100, b"/tmp", 0o20200002, 0o600)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
