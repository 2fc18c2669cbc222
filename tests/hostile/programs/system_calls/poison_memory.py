"""Attacks: tells the kernel that a page of memory is broken, which takes it away for good.

Must: be refused by the kernel, which wants a power that the process has given up, or cannot do
it.
"""
# expect: value=EPERM|EINVAL

import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    page[:] = bytes(4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    failed = libc.madvise(ctypes.c_void_p(address), 4096, 100) == -1
    return errno.errorcode[ctypes.get_errno()] if failed else "poisoned"
