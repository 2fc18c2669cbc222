"""Attacks: returns an object that says it is a NumPy scalar, of a dtype of its own.

Must: be no value: the bytes it would send are pointers, which the judge refuses.
"""
# expect: ending=crashed signal=9 answers=0
# given: inputs=2

import time

import numpy as np


class Liar:
    __class__ = np.float64
    dtype = property(lambda self: self)
    str = "<f8"

    def newbyteorder(self, order):
        return self


def attack(x):
    if x[0] > 0:
        time.sleep(9)
    return Liar()
