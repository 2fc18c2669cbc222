"""Attacks: joins a named keyring of the session.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(250, 1, b"meeting", 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
