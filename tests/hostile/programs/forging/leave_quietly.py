"""Attacks: leaves with status 0 in the middle of a test.

Must: be a crash: a run that did not say that it ended did not.
"""
# expect: ending=crashed status=0 answers=0

import os


def attack(x):
    os._exit(0)
