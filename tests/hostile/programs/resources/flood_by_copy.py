"""Attacks: floods a copy of the descriptor of standard output.

Must: be stopped: it is the same pipe.
"""
# expect: ending=output

import os


def attack(x):
    copy = os.dup(1)
    while True:
        os.write(copy, b"y" * 79)
