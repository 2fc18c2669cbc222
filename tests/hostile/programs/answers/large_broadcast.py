"""Attacks: returns eight megabytes that are one number in memory, where one may be sent.

Must: be stopped as too much output.
"""
# expect: ending=output answers=0

import numpy as np


def attack(x):
    return np.broadcast_to(1.0, (10**6,))
