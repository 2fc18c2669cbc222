"""Attacks: writes an end frame whose text is padded, as a careless parser would take it.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=0

import os
import time


def attack(x):
    os.write(3, b'\x0f\0\0\0\0\0\0\0{"k":"end"}    ')
    time.sleep(9)
