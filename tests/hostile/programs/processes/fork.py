"""Attacks: forks a process that would outlive its time.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    return os.fork()
