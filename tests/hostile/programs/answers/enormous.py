"""Attacks: returns the largest numbers there are, so that a difference overflows.

Must: be wrong.
"""
# expect: value~1.79769313e+308

import numpy as np


def attack(x):
    return np.full(3, -np.finfo(float).max)
