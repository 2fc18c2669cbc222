"""Attacks: leaves a message in the reading position of its inputs' file.

Must: find it at its beginning: each run opens the file anew.
"""
# expect: value=0
# given: runs=2 length=40000

import os


def attack(x):
    found = os.lseek(4, 0, os.SEEK_CUR)
    os.lseek(4, 77, os.SEEK_SET)
    return found
