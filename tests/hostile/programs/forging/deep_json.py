"""Attacks: sends brackets nested a hundred thousand deep, to overflow the judge's parser.

Must: be a crash of the program's, not of the judge's.
"""
# expect: ending=crashed signal=9 answers=0

import os
import time


def attack(x):
    text = b'{"k":' + b"[" * 100_000
    frame = len(text).to_bytes(4, "little") + bytes(4) + text
    while frame:
        frame = frame[os.write(3, frame) :]
    time.sleep(9)
