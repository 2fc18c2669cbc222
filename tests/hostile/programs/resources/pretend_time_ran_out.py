"""Attacks: raises the signal of a used-up CPU limit itself.

Must: be reported as what it claims; it is no way to be accepted.
"""
# expect: ending=time signal=24

import signal


def attack(x):
    signal.raise_signal(signal.SIGXCPU)
