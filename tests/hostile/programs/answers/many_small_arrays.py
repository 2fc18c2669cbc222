"""Attacks: returns a list of thousands of small arrays.

Must: be wrong, and be shown by the judge in part.
"""
# expect: value~"[array("
# given: cpu_seconds=2

import numpy as np


def attack(x):
    return [np.linspace(0, 1, 7)] * 2_000
