"""Attacks: ends itself as the machine does where memory is short, to have its cell replaced.

Must: be refused, also where the signal's number has bits that the kernel does not look at.
"""
# expect: fault=PermissionError

import ctypes
import os
import signal
import threading


def attack(x):
    own = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    numbers = {"x86_64": 234, "aarch64": 131}
    for disguise in (0, 1 << 32, 1 << 63):
        number = ctypes.c_long(numbers[os.uname().machine])
        word = ctypes.c_ulong(signal.SIGKILL | disguise)
        libc.syscall(number, ctypes.c_long(own), ctypes.c_long(threading.get_native_id()), word)
    signal.raise_signal(signal.SIGKILL)
