"""Attacks: walks up the frames of the judge's code for what it expects.

Must: find inputs alone: names, but none for an expected value or a solution.
"""
# expect: value=[]

import sys


def attack(x):
    found = []
    frame = sys._getframe()
    while frame:
        names = [*frame.f_locals, *frame.f_globals, *frame.f_code.co_names]
        found += [n for n in names if any(w in n for w in ("expected", "answer_", "reference"))]
        frame = frame.f_back
    return found
