"""Attacks: has the kernel walk a list of locks without end when the process ends.

Must: end as any process does that leaves by itself.
"""
# expect: ending=crashed status=7

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ring = (ctypes.c_long * 6)()


def attack(x):
    start = ctypes.addressof(ring)
    ring[0], ring[3] = start + 24, start + 24
    if libc.syscall(273, ctypes.c_void_p(start), ctypes.c_size_t(24)):
        return "refused"
    os._exit(7)
