"""Attacks: leaves a message in the times of its inputs' file.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.utime(4, (90210, 90210))
