"""Attacks: leaves words in the buffers of standard output, for the next to print.

Must: be cut off when it leaves; the next run prints nothing of it.
"""
# expect: ending=crashed status=0 stdout=""
# given: runs=2

import os


def attack(x):
    print("left over", end="")
    os._exit(0)
