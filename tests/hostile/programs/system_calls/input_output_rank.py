"""Attacks: takes the first rank at the disks.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(251, 1, 0, 1 << 13)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
