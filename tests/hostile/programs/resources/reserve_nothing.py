"""Attacks: maps a terabyte for which the kernel is asked to reserve nothing.

Must: be refused for want of memory.
"""
# expect: value=ENOMEM

import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_ssize_t


def attack(x):
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # MAP_NORESERVE
    failed = libc.mmap(None, ctypes.c_size_t(1 << 40), 3, flags, -1, 0) == -1
    return errno.errorcode[ctypes.get_errno()] if failed else "a terabyte"
