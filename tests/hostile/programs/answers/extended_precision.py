"""Attacks: returns the right numbers in extended precision, which the format does not have.

Must: be wrong, under its dtype.
"""
# expect: value~"<ndarray of float"

import numpy as np


def attack(x):
    return (x + 1).astype(np.longdouble)
