"""Attacks: starts a thread, which could write after the answer.

Must: be refused: a run has one thread.
"""
# expect: fault=RuntimeError message~"start new thread"

import threading


def attack(x):
    threading.Thread(target=print).start()
