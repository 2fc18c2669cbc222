"""Attacks: has the library write tracebacks of crashes to its output, and crashes.

Must: crash by itself; the traceback is shown as its output.
"""
# expect: ending=crashed signal=11 stdout~"Segmentation fault"

import ctypes
import faulthandler


def attack(x):
    faulthandler.enable(file=1)
    ctypes.string_at(0)
