"""Attacks: reads the kernel's log, which tells addresses.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(103, 3, ctypes.create_string_buffer(4096), 4096)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
