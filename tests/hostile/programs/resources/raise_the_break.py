"""Attacks: asks for memory by the oldest way, the end of the data segment.

Must: be refused for want of memory.
"""
# expect: value=ENOMEM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_ssize_t


def attack(x):
    failed = libc.sbrk(ctypes.c_ssize_t(1 << 30)) == -1
    return errno.errorcode[ctypes.get_errno()] if failed else "a gigabyte"
