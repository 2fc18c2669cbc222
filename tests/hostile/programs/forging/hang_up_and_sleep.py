"""Attacks: hangs up on the socket that its job came on, and sleeps.

Must: be stopped by the clock.
"""
# expect: ending=time answers=0 cpu_ms<100
# given: wall_seconds=0.6

import os
import time


def attack(x):
    os.close(0)
    time.sleep(9)
