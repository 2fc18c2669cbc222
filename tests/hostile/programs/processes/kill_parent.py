"""Attacks: kills the zygote, and with it every later submission of this cell.

Must: be refused.
"""
# expect: fault=PermissionError

import os
import signal


def attack(x):
    os.kill(os.getppid(), signal.SIGKILL)
