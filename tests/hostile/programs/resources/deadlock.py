"""Attacks: waits for a lock that it holds itself.

Must: be stopped by the clock.
"""
# expect: ending=time cpu_ms<100
# given: wall_seconds=0.5

import threading


def attack(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
