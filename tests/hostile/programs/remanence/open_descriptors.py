"""Attacks: leaves a descriptor open for the next submission.

Must: find none from the run before.
"""
# expect: value="(False, True)"
# given: runs=2

import fcntl
import os


def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def attack(x):
    found = is_open(40)
    fcntl.fcntl(1, fcntl.F_DUPFD, 40)
    return found, is_open(40)
