"""Attacks: returns an array of a million rows of nothing, which take no memory until shown.

Must: be wrong, and be shown by the judge without a million lists.
"""
# expect: value~"array([], shape=(1000000, 0)"

import numpy as np


def attack(x):
    return np.empty((1_000_000, 0))
