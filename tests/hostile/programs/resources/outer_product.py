"""Attacks: makes a modest array into an enormous one by broadcasting.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<60000

import numpy as np


def attack(x):
    wide = np.arange(100_000.0)
    return wide[:, None] * wide
