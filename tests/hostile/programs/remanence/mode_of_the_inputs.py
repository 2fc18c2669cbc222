"""Attacks: leaves a message in the mode of its inputs' file.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import os


def attack(x):
    os.fchmod(4, 0o600)
