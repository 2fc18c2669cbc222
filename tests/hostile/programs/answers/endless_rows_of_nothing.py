"""Attacks: returns an array of more empty rows than the judge has memory for.

Must: be wrong, and not make the judge run out of memory.
"""
# expect: value~"array([], shape=(274877906944, 0)"

import numpy as np


def attack(x):
    return np.empty((1 << 38, 0))
