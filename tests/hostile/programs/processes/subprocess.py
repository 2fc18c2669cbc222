"""Attacks: starts a program with the standard library.

Must: be refused.
"""
# expect: fault=PermissionError

import subprocess


def attack(x):
    return subprocess.run(["ls", "/"], capture_output=True, check=True).stdout
