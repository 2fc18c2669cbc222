"""Attacks: gives back the memory of its large inputs while the cell still counts on it.

Must: be its own crash.
"""
# expect: ending=crashed signal=11
# given: length=32768

import ctypes

libc = ctypes.CDLL(None)


def attack(x):
    address = x.__array_interface__["data"][0] & ~4095
    libc.munmap(ctypes.c_void_p(address), ctypes.c_size_t(x.nbytes))
    return 0
