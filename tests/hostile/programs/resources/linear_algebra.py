"""Attacks: asks LAPACK for a decomposition that takes minutes.

Must: be stopped by its CPU time, inside the library.
"""
# expect: ending=time cpu_ms<600
# given: cpu_seconds=0.2

import numpy as np


def attack(x):
    return np.linalg.svd(np.random.default_rng(0).normal(size=(1200, 1200)))
