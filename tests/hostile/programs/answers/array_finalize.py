"""Attacks: returns an array that changes whenever a view of it is made.

Must: be wrong.
"""
# expect: value=<Changing>

import numpy as np


class Changing(np.ndarray):
    def __array_finalize__(self, base):
        if base is not None:
            np.asarray(base)[:] += 1


def attack(x):
    return x.view(Changing)
