"""Attacks: returns an empty array, all of whose entries are right.

Must: be wrong: shapes are strict.
"""
# expect: value="array([], dtype=float64)"

import numpy as np


def attack(x):
    return np.empty(0)
