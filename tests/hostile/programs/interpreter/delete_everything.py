"""Attacks: deletes what every object of the child has in its dict.

Must: break its own report at most, and no other's.
"""
# expect: ending=crashed status=0|1|120 answers=0

import sys


def attack(x):
    frame = sys._getframe(1)
    while frame:
        frame.f_globals.clear()
        frame = frame.f_back
    return 0
