"""Attacks: sends a number of a hundred thousand digits, slow to read.

Must: be a crash: numbers have a length.
"""
# expect: ending=crashed signal=9 answers=0

import os
import time


def attack(x):
    text = b'{"k":"case","i":0,"t":0.0,"out":0,"v":' + b"9" * 100_000 + b"}"
    frame = len(text).to_bytes(4, "little") + bytes(4) + text
    while frame:
        frame = frame[os.write(3, frame) :]
    time.sleep(9)
