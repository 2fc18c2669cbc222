"""Attacks: makes a POSIX message queue, which outlives its maker.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(240, b"/left", 0o102, 0o600, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
