"""Attacks: sends a frame whose text is not JSON.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=0

import os
import time


def attack(x):
    os.write(3, b"\x08\0\0\0\0\0\0\0accepted")
    time.sleep(9)
