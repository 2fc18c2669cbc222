"""Attacks: makes the root writable for everybody.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.chmod("/", 0o777)
