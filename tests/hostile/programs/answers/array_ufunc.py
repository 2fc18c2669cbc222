"""Attacks: returns an array that answers arithmetic itself, so that every difference is zero.

Must: be wrong.
"""
# expect: value=<Liar>

import numpy as np


class Liar(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(3)


def attack(x):
    return x.view(Liar)
