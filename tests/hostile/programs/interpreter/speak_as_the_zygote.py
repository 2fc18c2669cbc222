"""Attacks: finds the zygote's control socket in the frames, and reports its own end through it.

Must: be refused: the descriptor is closed in a child.
"""
# expect: fault=OSError|PermissionError

import sys


def attack(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Zygote":
        frame = frame.f_back
    frame.f_locals["self"]._control.send(b'{"exit": 1, "status": 0, "reason": "exit"}')
