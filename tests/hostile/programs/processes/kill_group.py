"""Attacks: kills its process group, which is the zygote's too.

Must: be refused.
"""
# expect: fault=PermissionError

import os
import signal


def attack(x):
    os.killpg(0, signal.SIGKILL)
