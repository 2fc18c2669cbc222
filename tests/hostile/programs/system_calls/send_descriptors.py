"""Attacks: sends a descriptor back on the job's socket.

Must: be refused: the judge takes none from a program.
"""
# expect: value=EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    result = libc.syscall(46, 0, 0, 0)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result
