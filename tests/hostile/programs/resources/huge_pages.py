"""Attacks: takes the huge pages that the machine's owner has put aside for a database.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
READ_WRITE, PRIVATE, ANONYMOUS, HUGE = 3, 2, 0x20, 0x40000


def attack(x):
    size = ctypes.c_size_t(2 << 20)
    flags = PRIVATE | ANONYMOUS | HUGE
    address = libc.mmap(None, size, READ_WRITE, flags, -1, ctypes.c_long(0))
    if address == ctypes.c_void_p(-1).value:
        return errno.errorcode[ctypes.get_errno()]
    return "done"
