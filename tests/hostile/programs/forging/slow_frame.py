"""Attacks: sends a frame byte by byte, so that the judge waits for the rest.

Must: be stopped by the clock.
"""
# expect: ending=time answers=0
# given: wall_seconds=0.6

import os
import time


def attack(x):
    os.write(3, b"\xff\0\0\0\0\0\0\0")
    while True:
        os.write(3, b" ")
        time.sleep(0.01)
