"""Attacks: deletes a file of NumPy's.

Must: be refused.
"""
# expect: fault=PermissionError

import os

import numpy


def attack(x):
    os.remove(numpy.__file__)
