"""Attacks: returns one array in every test and changes what it has returned before.

Must: have each answer as it was when it was returned.
"""
# expect: value="array([0.])|array([1.])" answers=2
# given: inputs=2

import numpy as np

kept = np.zeros(1)


def attack(x):
    kept[:] = x[0]
    return kept
