"""Attacks: makes NumPy subtract where it should add, in NumPy's own memory, and ends well.

Must: change nothing for the next, which adds.
"""
# expect: value="array([-1.,  0.,  1.])"
# given: runs=2

import ctypes

import numpy as np

METHODS_OF_NUMBERS = 96


def attack(x):
    table = ctypes.c_void_p.from_address(id(np.ndarray) + METHODS_OF_NUMBERS).value
    add, subtract = (ctypes.c_void_p * 2).from_address(table)
    assert add != subtract
    ctypes.c_void_p.from_address(table).value = subtract
    return x + 1.0
