"""Attacks: kills process 1.

Must: be refused.
"""
# expect: fault=PermissionError

import os
import signal


def attack(x):
    os.kill(1, signal.SIGKILL)
