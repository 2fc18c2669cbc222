"""Attacks: searches the start of the stack, where the kernel put arguments and environment.

Must: find no token, password or address of a database there.
"""
# expect: value=[]

import ctypes
import re

libc = ctypes.CDLL(None)
libc.getauxval.restype = ctypes.c_size_t


def attack(x):
    name_of_the_program = libc.getauxval(31)  # AT_EXECFN, the stack's last entry but one
    start = name_of_the_program & ~4095
    text = ctypes.string_at(start, name_of_the_program - start)
    return re.findall(rb"(?i)token|secret|password|nabla_|postgres|sqlite", text)
