"""Attacks: sets an alarm that nobody handles.

Must: be ended by it, which is a crash of its own.
"""
# expect: ending=crashed signal=14

import signal
import time


def attack(x):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(9)
