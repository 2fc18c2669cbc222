"""Attacks: reads the clock of another process, which tells how much that one has worked.

Must: be refused, and its own be left to it.
"""
# expect: fault=PermissionError

import os
import time


def attack(x):
    assert time.process_time() >= 0.0
    return time.clock_gettime((~os.getppid() << 3) | 2)
