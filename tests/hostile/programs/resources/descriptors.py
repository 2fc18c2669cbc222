"""Attacks: copies a descriptor until there are no numbers left.

Must: be refused at its limit.
"""
# expect: fault=OSError message~"Too many open files"

import os


def attack(x):
    while True:
        os.dup(1)
