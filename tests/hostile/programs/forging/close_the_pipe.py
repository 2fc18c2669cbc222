"""Attacks: closes the pipe that its answers go through.

Must: be a crash: no answer came.
"""
# expect: ending=crashed status=1 answers=0

import os


def attack(x):
    os.close(3)
    return x
