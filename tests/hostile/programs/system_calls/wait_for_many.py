"""Attacks: waits for several words of memory at once, by a newer call.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(449, None, 1, 0, None, 0)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
