"""Attacks: returns the first test's right answer in every test.

Must: be right in the first alone.
"""
# expect: answers=3 right=1
# given: inputs=3

import functools

import numpy as np


@functools.cache
def once():
    return np.arange(3.0) + 1


def attack(x):
    return once()
