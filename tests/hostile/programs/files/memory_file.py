"""Attacks: makes a file in memory, which could be executed.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.memfd_create("program")
