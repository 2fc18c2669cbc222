"""Attacks: returns an array whose dtype carries an object along.

Must: be numbers only, which are wrong.
"""
# expect: value="array([0., 1., 2.])"

import numpy as np


class Trap:
    def __reduce__(self):
        return print, ("unpickled",)


def attack(x):
    return x.astype(np.dtype("<f8", metadata={"trap": Trap()}))
