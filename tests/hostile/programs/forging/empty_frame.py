"""Attacks: sends a frame of no length.

Must: be a crash: no message is in it.
"""
# expect: ending=crashed signal=9 answers=0

import os
import time


def attack(x):
    os.write(3, bytes(8))
    time.sleep(9)
