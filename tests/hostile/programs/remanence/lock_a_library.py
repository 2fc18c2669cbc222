"""Attacks: locks a file of the library, which every cell can see.

Must: be refused.
"""
# expect: fault=PermissionError

import fcntl
import os


def attack(x):
    fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_SH)
