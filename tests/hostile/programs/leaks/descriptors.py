"""Attacks: looks for descriptors that were left open.

Must: find the five that it is given: job, output twice, answers, inputs.
"""
# expect: value="[0, 1, 2, 3, 4]"
# given: length=40000

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
