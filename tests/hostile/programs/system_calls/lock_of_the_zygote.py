"""Attacks: waits for a lock whose word says that the zygote holds it.

Must: be refused: the kernel would keep a record of the wait with the zygote, and lend it priority.
"""
# expect: value=EPERM

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
word = ctypes.c_uint32()
LOCK, PRIVATE = 6, 128


def attack(x):
    word.value = os.getppid()
    soon = (ctypes.c_long * 2)(1, 0)
    result = libc.syscall(202, ctypes.byref(word), LOCK | PRIVATE, 0, soon, None, 0)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
