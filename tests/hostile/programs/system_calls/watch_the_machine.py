"""Attacks: watches every file that is opened anywhere.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(300, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
