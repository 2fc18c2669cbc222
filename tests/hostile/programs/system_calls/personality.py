"""Attacks: turns the randomness of addresses off.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(135, 0x0040000)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
