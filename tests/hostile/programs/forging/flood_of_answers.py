"""Attacks: sends an announced frame that is larger than answers may be, byte after byte.

Must: end as too much output.
"""
# expect: ending=output signal=9 answers=0

import os


def attack(x):
    os.write(3, b"\x10\0\0\0" + (1 << 20).to_bytes(4, "little"))
    while True:
        os.write(3, bytes(1 << 16))
