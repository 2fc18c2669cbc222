"""Attacks: takes the tests out of the frame that runs them.

Must: find of each its inputs and its call: no name, no expected value.
"""
# expect: value="['call', 'inputs']"
# given: inputs=2

import sys


def attack(x):
    frame = sys._getframe()
    while "job" not in frame.f_locals:
        frame = frame.f_back
    return sorted({key for case in frame.f_locals["job"]["cases"] for key in case})
