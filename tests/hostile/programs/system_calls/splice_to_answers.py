"""Attacks: moves bytes between its channels inside the kernel.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(40, 1, 4, None, 8)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
