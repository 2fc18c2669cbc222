"""Attacks: replaces NumPy's comparisons by functions that always agree.

Must: be wrong: answers are compared elsewhere.
"""
# expect: value=0

import numpy as np


def agree(*_, **__):
    return True


def attack(x):
    for name in ("allclose", "isclose", "array_equal", "all"):
        setattr(np, name, agree)
    np.testing.assert_allclose = agree
    return 0
