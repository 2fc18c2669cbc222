"""Attacks: makes an array that costs nothing until it is touched, then touches it.

Must: be told that its memory ran out when it asks, not when it touches.
"""
# expect: ending=memory memory_kib<30000

import numpy as np


def attack(x):
    lazy = np.empty(10**9)
    lazy[::512] = 1
    return lazy[0]
