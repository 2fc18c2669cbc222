"""Attacks: writes into its inputs' file, which the next submission is judged on.

Must: be refused: it is open for reading, and sealed besides.
"""
# expect: fault=OSError message~"Bad file descriptor"
# given: length=40000

import os


def attack(x):
    os.lseek(4, 0, os.SEEK_SET)
    os.write(4, b"other inputs")
