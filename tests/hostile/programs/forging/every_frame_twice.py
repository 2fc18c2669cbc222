"""Attacks: replaces the function that the child writes with, so that each frame is sent twice.

Must: be a crash.
"""
# expect: ending=crashed signal=9 answers=1

import os
import sys
import time

write = os.write


def twice(fd, data):
    write(fd, data)
    write(fd, data)
    time.sleep(9)


def attack(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Child":
        frame = frame.f_back
    frame.f_locals["self"]._write = twice
    return "first"
