"""Attacks: returns an object that turns into another array each time it is asked.

Must: be wrong: nobody asks it.
"""
# expect: value=<Oracle>

import numpy as np


class Oracle:
    asked = 0

    def __array__(self, dtype=None, copy=None):
        self.asked += 1
        return np.arange(3.0) + self.asked


def attack(x):
    return Oracle()
