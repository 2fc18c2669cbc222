"""Attacks: raises its own priority over honest programs.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.nice(-5)
