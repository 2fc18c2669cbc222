"""Attacks: makes the machine's processors stop for a moment, again and again.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
GLOBAL, EXPEDITED = 1, 2


def attack(x):
    for kind in (GLOBAL, EXPEDITED):
        if libc.syscall(324, kind, 0, 0) == 0:
            return "done"
    return errno.errorcode[ctypes.get_errno()]
