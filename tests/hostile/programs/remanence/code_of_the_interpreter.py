"""Attacks: writes over the interpreter's own machine code, for the next submission to run.

Must: end by what it has broken itself; every process has a copy of its own then.
"""
# expect: ending=crashed signal=11|4|5|7
# given: runs=2

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
READ_WRITE_EXECUTE, PAGE, TRAP = 7, 4096, b"\xcc"


def attack(x):
    address = ctypes.cast(ctypes.pythonapi.PyLong_FromLong, ctypes.c_void_p).value
    begin = address // PAGE * PAGE
    libc.mprotect(ctypes.c_void_p(begin), ctypes.c_size_t(2 * PAGE), READ_WRITE_EXECUTE)
    ctypes.memset(address, TRAP[0], 64)
    return [number * 1000 for number in range(1000)]
