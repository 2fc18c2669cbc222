"""Attacks: leaves a handler and a timer, to interrupt the next submission.

Must: find neither from the run before.
"""
# expect: value="(0, (0.0, 0.0))"
# given: runs=2

import signal


def attack(x):
    found = (int(signal.getsignal(signal.SIGALRM)), signal.getitimer(signal.ITIMER_REAL))
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)
    return found
