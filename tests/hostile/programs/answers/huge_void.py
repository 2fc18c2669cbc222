"""Attacks: returns an array of no entries, each of which would have two gigabytes.

Must: be a value that cannot be sent.
"""
# expect: value~V2147483647>

import numpy as np


def attack(x):
    return np.empty(0, "V2147483647")
