"""Attacks: becomes root of a user namespace, where much more of the kernel answers.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(272, 0x10000000)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
