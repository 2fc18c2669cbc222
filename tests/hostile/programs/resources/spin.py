"""Attacks: computes for ever.

Must: be stopped by its CPU time, soon after it is used up.
"""
# expect: ending=time cpu_ms<400
# given: cpu_seconds=0.1


def attack(x):
    while True:
        pass
