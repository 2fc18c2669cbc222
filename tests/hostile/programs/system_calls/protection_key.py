"""Attacks: protects memory by keys of the processor.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(330, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
