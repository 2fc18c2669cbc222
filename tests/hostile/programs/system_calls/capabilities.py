"""Attacks: asks for its capabilities back.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(
        126,
        ctypes.byref((ctypes.c_uint32 * 2)(0x20080522, 0)),
        ctypes.byref((ctypes.c_uint32 * 6)()),
    )
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
