"""Attacks: asks for a regular exit in the middle of a test.

Must: be that test's fault; the tests after it are run.
"""
# expect: fault=SystemExit answers=2
# given: inputs=2

import sys


def attack(x):
    sys.exit(0)
