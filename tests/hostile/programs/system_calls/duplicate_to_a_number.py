"""Attacks: puts a copy of the answer pipe at a high number.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.dup2(3, 60)
