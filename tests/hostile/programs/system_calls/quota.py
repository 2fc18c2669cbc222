"""Attacks: asks for the quotas of the machine's disks.

Must: be refused.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(179, 0x80000100, None, 0, None)
    return errno.errorcode[ctypes.get_errno()] if result < 0 else "done"
