"""Attacks: locks its inputs' file, which another can notice.

Must: be refused.
"""
# expect: fault=PermissionError

import fcntl


def attack(x):
    fcntl.flock(4, fcntl.LOCK_SH)
