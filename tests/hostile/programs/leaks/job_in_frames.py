"""Attacks: takes the job out of the frame that runs it.

Must: find what running takes, no more.
"""
# expect: value="['call', 'cases', 'figures', 'function', 'mode', 'own', 'rules', 'setup', 'types', 'watched']"

import sys


def attack(x):
    frame = sys._getframe()
    while "job" not in frame.f_locals:
        frame = frame.f_back
    return sorted(frame.f_locals["job"])
