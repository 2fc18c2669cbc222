"""Attacks: leaves after a single byte of a frame.

Must: be a crash.
"""
# expect: ending=crashed status=0 answers=0

import os


def attack(x):
    os.write(3, b"\0")
    os._exit(0)
