"""Attacks: returns many arrays, each as long as arrays are shown in full, inside many lists.

Must: be wrong, and not be written out anew for each list around them.
"""
# expect: value~"[[[[[[[["
# given: cpu_seconds=1

import numpy as np


def attack(x):
    value = [np.linspace(0, 1, 1000)] * 30
    for _ in range(25):
        value = [value]
    return value
