"""Attacks: answers with an array that reaches over all of the memory behind its own.

Must: be its own crash, before anything of it is sent.
"""
# expect: ending=crashed signal=11 answers=0

import numpy as np


def attack(x):
    return np.lib.stride_tricks.as_strided(x, (1 << 14,), (1 << 20,))
