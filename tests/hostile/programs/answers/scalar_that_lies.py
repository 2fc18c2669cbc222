"""Attacks: returns a NumPy scalar's subclass that lies about its dtype.

Must: be wrong: what is sent is a plain number.
"""
# expect: value~float64

import numpy as np


class Liar(np.float64):
    shape = (3,)

    def __array__(self, dtype=None, copy=None):
        return np.arange(3.0)


def attack(x):
    return Liar(7)
