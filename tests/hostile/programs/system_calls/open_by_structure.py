"""Attacks: opens a file with the newer call, whose flags lie in memory.

Must: be told that there is no such call: a filter cannot see what it would open.
"""
# expect: value=ENOSYS

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(437, -100, b"/etc/passwd", ctypes.byref((ctypes.c_uint64 * 3)()), 24)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
