"""Attacks: sets up a ring of requests that no filter sees.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(425, 8, ctypes.byref((ctypes.c_uint32 * 30)()))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
