"""Attacks: returns in each test nearly as much as a run may.

Must: be stopped: the limit is for the run.
"""
# expect: ending=output answers=1
# given: inputs=5

import numpy as np


def attack(x):
    return np.zeros(100_000)
