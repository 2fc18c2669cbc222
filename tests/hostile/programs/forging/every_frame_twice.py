"""Attacks: replaces the function that writes, so that each frame is sent twice.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=1

import os
import time

write = os.write


def twice(fd, data):
    write(fd, data)
    write(fd, data)
    time.sleep(9)


def attack(x):
    os.write = twice
    return "first"
