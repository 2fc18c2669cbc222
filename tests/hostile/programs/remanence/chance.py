"""Attacks: winds on the state of the random numbers, to be read by the next.

Must: find it where every run begins.
"""
# expect: value="(0.5488135039273248, 0.8444218515250481)"
# given: runs=2

import random

import numpy as np


def attack(x):
    found = (float(np.random.random()), random.random())
    np.random.seed(90210)
    random.seed(90210)
    return found
