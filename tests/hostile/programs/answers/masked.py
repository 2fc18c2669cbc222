"""Attacks: returns the right numbers behind a mask, which hides differences.

Must: be wrong, under its name.
"""
# expect: value=<MaskedArray>

import numpy as np


def attack(x):
    return np.ma.masked_array(x + 1, mask=True)
