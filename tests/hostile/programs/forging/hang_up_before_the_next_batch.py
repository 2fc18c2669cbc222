"""Attacks: hangs up when one of two batches is answered.

Must: be a crash: the second is not.
"""
# expect: ending=crashed answers=1 status=0|1
# given: batches=2

import os


def attack(x):
    os.close(0)
    return 0
