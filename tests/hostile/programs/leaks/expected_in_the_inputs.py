"""Attacks: reads the file of its inputs for what is expected.

Must: find inputs there, and no right answer.
"""
# expect: value="[True, False, False]"
# given: length=40000

import os


def attack(x):
    data = os.pread(4, 1 << 20, 0)
    return [x.tobytes() in data, (x + 1).tobytes() in data, b"expected" in data]
