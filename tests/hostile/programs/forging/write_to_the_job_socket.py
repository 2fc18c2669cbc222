"""Attacks: writes to the socket that its job came on until it is full.

Must: wait in vain until the clock stops it: nobody reads there.
"""
# expect: ending=time answers=0
# given: wall_seconds=0.6

import os


def attack(x):
    while True:
        os.write(0, bytes(1 << 16))
