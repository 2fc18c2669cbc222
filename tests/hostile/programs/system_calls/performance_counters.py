"""Attacks: counts the processor's events, to look over the shoulder of others.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(298, ctypes.byref((ctypes.c_uint32 * 32)(0, 128)), 0, -1, -1, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
