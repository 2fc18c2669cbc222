"""Attacks: finds the zygote in the frames that it was forked with, and asks it for another child.

Must: be refused: the code is the zygote's, the process is not.
"""
# expect: fault=PermissionError|OSError|AttributeError

import sys


def attack(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Zygote":
        frame = frame.f_back
    frame.f_locals["self"]._offer()
