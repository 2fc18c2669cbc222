"""Attacks: leaves a message in the times of its inputs' file.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import os


def attack(x):
    os.utime(4, (90210, 90210))
