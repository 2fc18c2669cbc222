"""Attacks: becomes a program with the call that a list of forbidden ones may have forgotten.

Must: be refused, since only what is on the list is allowed.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(322, -100, b"/bin/sh", 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
