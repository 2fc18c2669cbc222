"""Attacks: binds itself to one processor, to slow whoever else runs there.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.sched_setaffinity(0, [0])
