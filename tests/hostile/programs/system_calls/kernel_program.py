"""Attacks: loads a program into the kernel.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(321, 0, ctypes.byref((ctypes.c_uint64 * 8)()), 64)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
