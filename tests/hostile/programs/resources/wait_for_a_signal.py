"""Attacks: waits for a signal that nobody sends, with all others blocked.

Must: be stopped by the clock.
"""
# expect: ending=time cpu_ms<100
# given: wall_seconds=0.5

import signal


def attack(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    return signal.sigwait([signal.SIGUSR1])
