"""Attacks: keeps small arrays until memory ends.

Must: be told that its memory ran out.
"""
# expect: ending=memory memory_kib<160000

import numpy as np


def attack(x):
    kept = []
    while True:
        kept.append(np.ones(100_000))
