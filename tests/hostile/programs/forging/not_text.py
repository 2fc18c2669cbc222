"""Attacks: sends a frame of bytes that are no UTF-8.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=0

import os
import time


def attack(x):
    os.write(3, b'\x08\0\0\0\0\0\0\0{"\xff\xfe":1}')
    time.sleep(9)
