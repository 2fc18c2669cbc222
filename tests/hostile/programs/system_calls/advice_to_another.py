"""Attacks: advises the kernel on another process's memory.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(440, 1, None, 0, 21, 0)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
