"""Attacks: leaves a message in when its inputs' file was read last.

Must: leave no trace: reading changes nothing of the file.
"""
# expect: value=same

import os
import time


def attack(x):
    before = os.fstat(4).st_atime_ns
    time.sleep(0.1)
    os.pread(4, 1, 0)
    return "same" if os.fstat(4).st_atime_ns == before else "another"
