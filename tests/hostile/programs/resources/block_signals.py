"""Attacks: blocks every signal, and computes for ever.

Must: be stopped.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import signal


def attack(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass
