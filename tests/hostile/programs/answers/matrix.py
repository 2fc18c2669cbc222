"""Attacks: returns a matrix, whose products and shapes are not an array's.

Must: be wrong, under its name.
"""
# expect: value=<matrix>

import numpy as np


def attack(x):
    return np.matrix(x + 1)
