"""Attacks: writes bytes that are no frame.

Must: end as too much output: they announce four gigabytes.
"""
# expect: ending=output signal=9 answers=0

import os
import time


def attack(x):
    os.write(3, b"\xff" * 64)
    time.sleep(9)
