"""Attacks: closes standard output and returns.

Must: have its answer taken.
"""
# expect: value=quiet

import sys


def attack(x):
    sys.stdout.close()
    return "quiet"
