"""Attacks: mounts the process file system.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(165, b"proc", b"/usr", b"proc", 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
