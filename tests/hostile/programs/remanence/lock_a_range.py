"""Attacks: locks a range of its inputs' file, by the older way.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import fcntl


def attack(x):
    fcntl.lockf(4, fcntl.LOCK_SH, 8, 0)
