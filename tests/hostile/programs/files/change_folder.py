"""Attacks: changes its working folder.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.chdir(os.path.dirname(os.__file__))
