"""Attacks: replaces itself by a shell.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.execv("/bin/sh", ["sh"])
