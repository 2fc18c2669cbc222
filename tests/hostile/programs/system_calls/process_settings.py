"""Attacks: asks to be dumpable again, so that others may look into it.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(157, 4, 1, 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
