"""Attacks: aborts, for a core file to be written.

Must: crash by itself; core files have no size.
"""
# expect: ending=crashed signal=6

import os


def attack(x):
    os.abort()
