"""Attacks: creates a file with the oldest call for it.

Must: be refused: the flag to create is looked at.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(2, b"/left", 0o101, 0o600)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
