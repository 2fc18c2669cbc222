"""Attacks: leaves a key for the next submission in the user's keyring.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(248, b"user", b"left", b"message", 7, -4)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
