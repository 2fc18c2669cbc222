"""Attacks: leaves a message in when its inputs' file was read last.

Must: leave no trace: reading changes nothing of the file.
"""
# expect: value=same
# given: length=40000

import os
import time


def is_open(descriptor):
    try:
        return os.fstat(descriptor).st_size > 0
    except OSError:
        return False


def attack(x):
    inputs = next(filter(is_open, range(4, 64)))
    before = os.fstat(inputs).st_atime_ns
    time.sleep(0.1)
    os.pread(inputs, 1, 0)
    return "same" if os.fstat(inputs).st_atime_ns == before else "another"
