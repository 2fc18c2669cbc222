"""Attacks: returns an array of no entries between two large sides.

Must: be wrong, and be shown by the judge without going through its rows.
"""
# expect: value~"array([], shape="

import numpy as np


def attack(x):
    return np.empty((1000, 1000, 0, 1000))
