"""Attacks: announces a frame of 4 GiB, so that the judge makes room for it.

Must: end as too much output, before anything is set aside.
"""
# expect: ending=output signal=9 answers=0

import os
import time


def attack(x):
    os.write(3, b"\x10\0\0\0\xff\xff\xff\xff")
    time.sleep(9)
