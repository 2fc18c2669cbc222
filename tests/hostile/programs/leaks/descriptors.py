"""Attacks: looks for descriptors that were left open.

Must: find the six that it is given: job, output twice, answers, inputs twice.
"""
# expect: value="[0, 1, 2, 3, 4, 5]"

import os


def attack(x):
    found = []
    for fd in range(1024):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found.append(fd)
    return found
