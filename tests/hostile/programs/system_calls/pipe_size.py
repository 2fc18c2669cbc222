"""Attacks: grows its pipe to use up the kernel's memory.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(72, 1, 1031, 1 << 20)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
