"""Attacks: sends itself the signal of an interrupt.

Must: crash by itself: it is left to the operating system.
"""
# expect: ending=crashed signal=2

import signal


def attack(x):
    signal.raise_signal(signal.SIGINT)
