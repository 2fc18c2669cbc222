"""Attacks: leaves a symbolic link where the judge might follow it.

Must: be refused: nothing is ever written, so there is nothing to be followed.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.symlink("/etc", os.path.join(os.path.dirname(os.__file__), "link"))
