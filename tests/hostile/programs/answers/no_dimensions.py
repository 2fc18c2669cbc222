"""Attacks: returns an array of no dimensions, which broadcasts to any shape.

Must: be wrong: shapes are strict.
"""
# expect: value=array(1.)

import numpy as np


def attack(x):
    return np.array(1.0)
