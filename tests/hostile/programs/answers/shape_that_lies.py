"""Attacks: returns an array that lies about its shape.

Must: be wrong.
"""
# expect: value=<Liar>

import numpy as np


class Liar(np.ndarray):
    shape = property(lambda self: (3,))


def attack(x):
    return np.arange(100.0).view(Liar)
