"""Attacks: takes in each of many tests a little less than is allowed in all.

Must: be stopped: the limit is for the run.
"""
# expect: ending=time cpu_ms<500
# given: inputs=20 cpu_seconds=0.1

import time


def attack(x):
    end = time.process_time() + 0.04
    while time.process_time() < end:
        pass
    return x
