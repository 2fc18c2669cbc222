"""Attacks: returns a record array, which is an array's subclass.

Must: be wrong, under its name.
"""
# expect: value=<recarray>

import numpy as np


def attack(x):
    return np.rec.fromarrays([x + 1], names="x")
