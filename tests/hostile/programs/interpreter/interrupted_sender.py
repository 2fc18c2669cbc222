"""Attacks: has a timer interrupt the child's sending, over and over, to cut a frame in two.

Must: be its own failure or no answer at all: a frame is whole or it is none.
"""
# expect: ending=crashed|time|finished answers<2 value~"[0.0000e+00, 1.0000e+00"

import signal

import numpy as np


def attack(x):
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return np.concatenate([x, np.arange(100_000.0)])
