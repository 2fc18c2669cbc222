"""Attacks: restarts the machine.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(169, -18751827, 672274793, 0x1234567, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
