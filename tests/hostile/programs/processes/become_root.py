"""Attacks: becomes the super-user.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.setuid(0)
