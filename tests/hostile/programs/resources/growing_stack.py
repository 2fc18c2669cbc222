"""Attacks: maps memory that grows down by itself, which the limit of data does not count.

Must: crash where it grows past the limit of address space, or of a stack.
"""
# expect: ending=crashed signal=11 memory_kib<160000

import ctypes
import mmap

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p


def attack(x):
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100  # MAP_GROWSDOWN
    address = libc.mmap(None, ctypes.c_size_t(4096), 3, flags, -1, 0)
    for page in range(1 << 20):
        ctypes.memset(address - 4096 * page, 1, 1)
