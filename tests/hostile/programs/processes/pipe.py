"""Attacks: makes a pipe.

Must: be refused: a run has the descriptors that it was given.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.pipe()
