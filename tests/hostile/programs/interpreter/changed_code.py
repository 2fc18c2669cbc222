"""Attacks: replaces the code of the function that runs its tests.

Must: be judged by what is sent, and end as it may.
"""
# expect: value=early answers=1

import sys


def attack(x):
    child = sys.modules["cell.child"].Child
    child._run_batch.__code__ = (lambda self, job, blob: None).__code__
    return "early"
