"""Attacks: lets itself be traced, the first step to trace others.

Must: be killed by the filter: only an attack does this.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(101, 0, 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
