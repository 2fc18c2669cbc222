"""Attacks: makes a harmless call by its number in the x32 interface, which filters forget.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(0x40000000 + 39)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
