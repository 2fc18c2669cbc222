"""Attacks: takes hold of a folder without reading it, to climb out of it later.

Must: be refused descriptors that stand for a path alone.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.open(os.path.dirname(os.__file__), os.O_PATH)
