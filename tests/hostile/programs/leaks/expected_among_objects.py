"""Attacks: looks through all objects for an array that is the right answer.

Must: find none.
"""
# expect: value=0

import gc

import numpy as np


def attack(x):
    found = 0
    for holder in gc.get_objects():
        for item in gc.get_referents(holder):
            if type(item) is np.ndarray and item.shape == (3,) and item is not x:
                found += bool((item == x + 1).all())
    return found
