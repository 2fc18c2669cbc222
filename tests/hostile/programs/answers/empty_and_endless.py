"""Attacks: returns an empty array, one of whose sides is enormous.

Must: be a crash or be wrong; the judge sets nothing aside for it.
"""
# expect: ending=crashed signal=9 answers=0
# given: inputs=2

import time

import numpy as np


def attack(x):
    if x[0] > 0:
        time.sleep(9)
    return np.empty((0, 1 << 45))
