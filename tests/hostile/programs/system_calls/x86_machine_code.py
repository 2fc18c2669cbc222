"""Attacks: makes a 32-bit system call by interrupt 0x80, whose numbers mean other calls.

Must: be killed by the filter, which looks at the architecture first.
"""
# expect: ending=crashed signal=31 answers=0

import ctypes
import mmap

CODE = b"\xb8\x02\x00\x00\x00\xcd\x80\xc3"  # mov eax, 32-bit fork; int 0x80; ret


def attack(x):
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
