"""Attacks: sends a million frames of two bytes, to keep the judge busy.

Must: be a crash at the first, which says nothing that can come now.
"""
# expect: ending=crashed signal=9 answers=0 cpu_ms<250

import os


def attack(x):
    flood = b"\x02\0\0\0\0\0\0\0{}" * 100_000
    while True:
        os.write(3, flood)
