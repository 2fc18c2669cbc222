"""Attacks: makes a process with the newer call, whose flags a filter cannot read.

Must: be told that there is no such call, so that libraries fall back to the refused one.
"""
# expect: value=ENOSYS

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(435, 0, 88)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
