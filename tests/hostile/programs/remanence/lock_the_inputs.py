"""Attacks: locks its inputs' file, which another can notice.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import fcntl


def attack(x):
    fcntl.flock(4, fcntl.LOCK_SH)
