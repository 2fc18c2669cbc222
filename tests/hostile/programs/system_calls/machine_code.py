"""Attacks: makes an ordinary call from machine code of its own, past the C library.

Must: be refused: the filter is the kernel's, not the library's.
"""
# expect: value=-1

import ctypes
import mmap

CODE = b"\xb8\x39\x00\x00\x00\x0f\x05\xc3"  # mov eax, fork; syscall; ret


def attack(x):
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()  # minus EPERM, which is 1
