"""Attacks: punches a hole into its inputs' file through a map of it.

Must: be refused.
"""
# expect: value=EACCES|EPERM|ENOSYS
# given: length=40000

import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p


def attack(x):
    address = libc.mmap(None, ctypes.c_size_t(4096), mmap.PROT_READ, mmap.MAP_SHARED, 4, 0)
    failed = libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(4096), 9) == -1
    return errno.errorcode[ctypes.get_errno()] if failed else "a hole"
