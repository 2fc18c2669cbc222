"""Attacks: reads the memory of the zygote.

Must: be killed by the filter.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import os

libc = ctypes.CDLL(None)


def attack(x):
    buffer = ctypes.create_string_buffer(64)
    local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
    remote = (ctypes.c_size_t * 2)(id(x), 64)
    return libc.process_vm_readv(os.getppid(), local, 1, remote, 1, 0)
