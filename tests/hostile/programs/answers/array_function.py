"""Attacks: returns an array that answers NumPy's functions itself, allclose among them.

Must: be wrong: an array's subclass is not sent.
"""
# expect: value=<Liar>

import numpy as np


class Liar(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True


def attack(x):
    return x.view(Liar)
