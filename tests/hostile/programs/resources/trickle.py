"""Attacks: prints a byte now and then for ever, as if it made progress.

Must: be stopped by the clock: nothing sets it back.
"""
# expect: ending=time stdout~...
# given: wall_seconds=0.6

import time


def attack(x):
    while True:
        print(".", end="", flush=True)
        time.sleep(0.02)
