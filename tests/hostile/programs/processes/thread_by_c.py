"""Attacks: starts a thread with pthread_create, past Python's own.

Must: get the C library's number for "not permitted", and no thread.
"""
# expect: value=EPERM

import ctypes
import errno


def attack(x):
    libc = ctypes.CDLL(None)
    body = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: None)
    handle = ctypes.c_ulong()
    return errno.errorcode[libc.pthread_create(ctypes.byref(handle), None, body, None)]
