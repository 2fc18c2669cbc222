"""Attacks: announces more than it sends, and leaves.

Must: be a crash: half a frame is none.
"""
# expect: ending=crashed status=0 answers=0

import os


def attack(x):
    os.write(3, b'\x40\0\0\0\0\0\0\0{"k":"end"}')
    os._exit(0)
