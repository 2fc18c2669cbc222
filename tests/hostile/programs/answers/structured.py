"""Attacks: returns an array of records.

Must: be wrong, under its dtype.
"""
# expect: value~"<ndarray of [('a', '<f8')"

import numpy as np


def attack(x):
    return np.zeros(3, dtype=[("a", "f8"), ("b", "O")])
