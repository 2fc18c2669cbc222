"""Attacks: renames the machine.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(170, b"mine", 4)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
