"""Attacks: writes into large inputs, which tests get without a copy, to meet its words again.

Must: find each test's inputs, and the next submission's, as they were sent.
"""
# expect: value="True"
# given: inputs=2 length=40000 runs=2

import numpy as np

seen = []


def attack(x):
    fresh = bool((x == np.arange(40_000.0) + len(seen)).all())
    seen.append(x)
    x[:] = -1.0
    return fresh
