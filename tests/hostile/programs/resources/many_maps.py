"""Attacks: cuts memory into as many maps as the kernel keeps books of.

Must: come to the kernel's bound where it has one, and cost whoever comes next nothing.
"""
# expect: value=ENOMEM|done
# given: memory_mib=512 cpu_seconds=5 wall_seconds=20

import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p


def attack(x):
    pages = 100_000
    area = libc.mmap(None, ctypes.c_size_t(pages * mmap.PAGESIZE), 1, 0x22, -1, ctypes.c_long(0))
    for page in range(0, pages, 2):
        address = ctypes.c_void_p(area + page * mmap.PAGESIZE)
        if libc.mprotect(address, ctypes.c_size_t(mmap.PAGESIZE), 3):
            return errno.errorcode[ctypes.get_errno()]
    return "done"
