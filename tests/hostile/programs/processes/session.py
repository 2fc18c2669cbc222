"""Attacks: starts a session of its own, out of reach of signals to its group.

Must: be refused.
"""
# expect: fault=PermissionError

import os


def attack(x):
    os.setsid()
