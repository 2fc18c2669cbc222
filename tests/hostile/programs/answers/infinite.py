"""Attacks: returns infinity, which would make a tolerance of its own infinite.

Must: be wrong: the tolerance is of the expected value.
"""
# expect: value="array([inf, inf, inf])"

import numpy as np


def attack(x):
    return np.full(3, np.inf)
