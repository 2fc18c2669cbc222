"""Attacks: runs a shell command through the C library.

Must: be told that the shell could not be started.
"""
# expect: value=32512

import os


def attack(x):
    return os.system("touch /tmp/left")
