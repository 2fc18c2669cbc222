"""Attacks: queues signals to itself until all that its user may have waiting are used up.

Must: come to an end soon: an ordinary user's cells share that number with the service.
"""
# expect: value=EAGAIN

import ctypes
import errno
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)


def attack(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
    for _ in range(200):
        if libc.syscall(234, os.getpid(), os.getpid(), signal.SIGRTMIN):
            return errno.errorcode[ctypes.get_errno()]
    return "queued"
