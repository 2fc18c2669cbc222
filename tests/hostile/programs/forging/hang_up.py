"""Attacks: hangs up on the socket that its job came on, and goes on computing.

Must: be stopped by its CPU time: hanging up is no end.
"""
# expect: ending=time answers=0 cpu_ms<400
# given: cpu_seconds=0.1

import os


def attack(x):
    os.close(0)
    while True:
        pass
