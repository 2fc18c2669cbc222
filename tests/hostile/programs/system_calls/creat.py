"""Attacks: creates a file with the call that has no flags.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(85, b"/left", 0o600)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
