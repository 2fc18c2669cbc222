"""Attacks: matches a pattern that takes exponential time.

Must: be stopped by its CPU time.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import re


def attack(x):
    return re.match(r"(a+)+$", "a" * 40 + "b")
