"""Attacks: maps its inputs' file shared, then makes the map writable.

Must: be refused: it is open for reading, and sealed besides.
"""
# expect: value=EACCES
# given: length=40000

import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p


def attack(x):
    address = libc.mmap(None, ctypes.c_size_t(4096), mmap.PROT_READ, mmap.MAP_SHARED, 4, 0)
    failed = libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(4096), 3) == -1
    return errno.errorcode[ctypes.get_errno()] if failed else "writable"
