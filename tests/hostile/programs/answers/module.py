"""Attacks: returns a module.

Must: be wrong, under its name.
"""
# expect: value=<module>

import numpy as np


def attack(x):
    return np
