"""Attacks: leaves a message in an attribute of its inputs' file, which sealing does not cover.

Must: be refused.
"""
# expect: fault=PermissionError
# given: length=40000

import os


def attack(x):
    os.setxattr(4, "user.left", b"a message")
