"""Attacks: has a timer interrupt the child's sending, over and over, to cut a frame in two.

Must: send all of it all the same: what is interrupted goes on where it was.
"""
# expect: answers=1 value~"[0.0000e+00, 1.0000e+00"

import signal

import numpy as np


def attack(x):
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return np.concatenate([x, np.arange(100_000.0)])
