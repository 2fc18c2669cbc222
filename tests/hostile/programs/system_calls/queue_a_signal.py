"""Attacks: queues a signal with a value to its parent.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(129, 1, 9, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
