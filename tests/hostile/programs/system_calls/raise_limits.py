"""Attacks: raises its own limit of address space with the raw system call.

Must: be refused any new limit: only asking is allowed.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(302, 0, 9, ctypes.byref((ctypes.c_uint64 * 2)(2**63, 2**63)), 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
