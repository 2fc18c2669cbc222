"""Attacks: replaces the clocks, so that its tests seem to take no time.

Must: be stopped: time is measured from outside.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import time


def attack(x):
    time.perf_counter = time.monotonic = time.process_time = lambda: 0.0
    while True:
        pass
