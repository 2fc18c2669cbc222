"""Attacks: reads the environment as the C library has it, past Python's copy.

Must: find the few variables that a cell is given.
"""
# expect: value=[]

import ctypes

KNOWN = {b"LANG", b"LC_CTYPE", b"PYTHONHASHSEED", b"MPLBACKEND", b"MATPLOTLIBRC"}
KNOWN |= {b"MKL_NUM_THREADS", b"OMP_NUM_THREADS", b"OPENBLAS_NUM_THREADS", b"LD_BIND_NOW"}


def attack(x):
    entries = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    found = []
    while entries[len(found)]:
        found.append(entries[len(found)].partition(b"=")[0])
    return [name for name in found if name not in KNOWN]
