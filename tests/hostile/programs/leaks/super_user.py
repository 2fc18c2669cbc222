"""Attacks: looks whether it is the super-user.

Must: not be: a hole in the kernel should not start with an id of 0.
"""
# expect: value=False

import os


def attack(x):
    return 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid())
