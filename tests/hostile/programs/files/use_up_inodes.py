"""Attacks: makes folders until the file system has no numbers left for them.

Must: be refused the first.
"""
# expect: fault=PermissionError

import itertools
import os


def attack(x):
    for number in itertools.count():
        os.mkdir(f"/tmp/{number}")
