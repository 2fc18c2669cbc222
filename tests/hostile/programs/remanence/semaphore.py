"""Attacks: leaves a named semaphore.

Must: be refused.
"""
# expect: value=True

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
libc.sem_open.restype = ctypes.c_ssize_t


def attack(x):
    failed = libc.sem_open(b"/left", 0o100, 0o666, 1) == 0
    refused = (errno.EPERM, errno.EACCES, errno.ENOENT, errno.ENOSYS)
    return failed and ctypes.get_errno() in refused
