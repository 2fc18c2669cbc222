"""Attacks: writes a processor register that holds the thread's state.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(158, 0x1002, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
