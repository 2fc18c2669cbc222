"""Attacks: returns an object that says it is a NumPy scalar, of a dtype of its own.

Must: be no value: what it says of itself is not asked.
"""
# expect: value=<Liar>

import numpy as np


class Liar:
    __class__ = np.float64
    dtype = property(lambda self: self)
    str = "<f8"

    def newbyteorder(self, order):
        return self


def attack(x):
    return Liar()
