"""Attacks: makes the pipe that the judge reads non-blocking, or asynchronous.

Must: be refused: the flags belong to both ends' owners.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(72, 3, 4, 0o4000)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
