"""Attacks: lets the kernel work for it, in calls that each take no time.

Must: be stopped: system time counts as the user's does.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import os


def attack(x):
    while True:
        os.getrandom(1 << 16)
