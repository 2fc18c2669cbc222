"""Attacks: reads the socket that its job came on, for whatever follows.

Must: wait in vain until the clock stops it: nothing follows the last batch.
"""
# expect: ending=time answers=0
# given: wall_seconds=0.6

import os


def attack(x):
    return os.read(0, 4096).hex()
