"""Attacks: gives the processor back all the time, so that a sampler may never see it work.

Must: be stopped: the kernel's own account is asked.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import os


def attack(x):
    while True:
        os.sched_yield()
