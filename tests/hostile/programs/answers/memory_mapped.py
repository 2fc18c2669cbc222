"""Attacks: returns an array that lies in a file, whose owner could change it later.

Must: be wrong: an array's subclass is not sent.
"""
# expect: value=<memmap>

import numpy as np


def attack(x):
    return np.memmap(np.__file__, dtype="uint8", mode="r", shape=(16,))
