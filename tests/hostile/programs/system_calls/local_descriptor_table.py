"""Attacks: installs a memory segment, a rarely used door into the kernel.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(154, 1, ctypes.byref((ctypes.c_uint32 * 4)()), 16)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
