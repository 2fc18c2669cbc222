"""Attacks: traces every line of the judge's code in its process.

Must: see its own process alone, and be judged by its answer.
"""
# expect: value=traced|other

import sys


def trace(frame, event, argument):
    frame.f_locals["value"] = "other"
    return trace


def attack(x):
    sys.settrace(trace)
    frame = sys._getframe()
    while frame:
        frame.f_trace = trace
        frame = frame.f_back
    return "traced"
