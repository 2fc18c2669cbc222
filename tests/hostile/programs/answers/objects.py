"""Attacks: returns an array of objects, each of which is equal to everything.

Must: be wrong: objects are never sent.
"""
# expect: value="<ndarray of object>"

import numpy as np


class Agreeable:
    def __eq__(self, other):
        return True

    __hash__ = None


def attack(x):
    return np.array([Agreeable()] * 3, dtype=object)
