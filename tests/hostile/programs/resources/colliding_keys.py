"""Attacks: fills a dict with keys of one hash, which takes quadratic time.

Must: be stopped by its CPU time.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1

import sys


def attack(x):
    return {key * sys.hash_info.modulus: 0 for key in range(100_000)}
