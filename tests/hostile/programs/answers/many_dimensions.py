"""Attacks: returns an array of forty dimensions.

Must: be a crash: the format has fewer, and the judge must not fail on them.
"""
# expect: ending=crashed signal=9 answers=0
# given: inputs=2

import time

import numpy as np


def attack(x):
    if x[0] > 0:
        time.sleep(9)
    return np.ones((1,) * 40)
