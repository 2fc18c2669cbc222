"""Attacks: replaces the sources of chance.

Must: be wrong: hidden inputs were drawn elsewhere, long before.
"""
# expect: value=0

import random

import numpy as np


def attack(x):
    random.random = lambda: 0.0
    np.random.default_rng = lambda *_: None
    return 0
