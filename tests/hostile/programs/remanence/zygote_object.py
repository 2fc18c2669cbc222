"""Attacks: leaves a message in the zygote's object, found through the frames.

Must: find none from the run before: it is a copy.
"""
# expect: value=nothing
# given: runs=2

import sys


def attack(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Zygote":
        frame = frame.f_back
    zygote = frame.f_locals["self"]
    found = getattr(zygote, "left", "nothing")
    zygote.left = "a message"
    return found
