"""Attacks: queues signals to itself until all that its user may have waiting are used up.

Must: come to an end soon: an ordinary user's cells share that number with the service.
"""
# expect: fault=BlockingIOError

import signal
import threading


def attack(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
    for _ in range(200):
        signal.pthread_kill(threading.get_ident(), signal.SIGRTMIN)
    return "queued"
