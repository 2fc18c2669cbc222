"""Attacks: returns NaN, for which every comparison is false, that of an error with its bound too.

Must: be wrong.
"""
# expect: value="array([nan, nan, nan])"

import numpy as np


def attack(x):
    return np.full(3, np.nan)
