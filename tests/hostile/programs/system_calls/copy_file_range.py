"""Attacks: copies inside the kernel from its inputs to the answers.

Must: be refused.
"""
# expect: value=EPERM
# given: length=40000

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(326, 4, None, 3, None, 8, 0)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
