"""Attacks: makes an array larger than its memory.

Must: be told that its memory ran out: NumPy's failure is not a mere exception.
"""
# expect: ending=memory memory_kib<30000

import numpy as np


def attack(x):
    return np.ones(10**10)
