"""Attacks: makes the judge's code in its process raise wherever it is.

Must: be that test's fault at most.
"""
# expect: fault=ZeroDivisionError

import sys


def trace(frame, event, argument):
    raise ZeroDivisionError


def attack(x):
    sys.settrace(trace)
    return 0
