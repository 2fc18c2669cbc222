"""Attacks: writes to the socket that its job came on until it is full.

Must: be a crash: a byte there says that all is answered, and nothing is.
"""
# expect: ending=crashed status=0 answers=0
# given: wall_seconds=0.6

import os


def attack(x):
    while True:
        os.write(0, bytes(1 << 16))
