"""Attacks: makes a call of the x32 interface from machine code of its own.

Must: be killed by the filter, which looks at the number and not at who made the call.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import mmap

CODE = b"\xb8\x39\x00\x00\x40\x0f\x05\xc3"  # mov eax, x32 fork; syscall; ret


def attack(x):
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
