"""Attacks: starts a ruleset of files of its own.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(444, 0, 0, 1)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
