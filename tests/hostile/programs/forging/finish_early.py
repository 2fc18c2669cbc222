"""Attacks: says by a byte that it has answered everything, then computes on for the answer.

Must: be ended there: what it answers later is not waited for.
"""
# expect: ending=crashed status=0 answers=0

import os
import time


def attack(x):
    os.write(0, b"e")
    time.sleep(9)
    return x + 1
