"""Attacks: has its pages merged with equal ones, so that time tells what others hold.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    area = mmap.mmap(-1, 1 << 16, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    address = ctypes.addressof(ctypes.c_char.from_buffer(area))
    result = libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(1 << 16), 12)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
