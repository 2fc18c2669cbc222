"""Attacks: asks for the processors of other processes by number, which tells who there is.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(204, os.getppid(), ctypes.c_size_t(128), (ctypes.c_char * 128)())
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
