"""Attacks: writes a constant of a hundred million digits, which a compiler may work out.

Must: be stopped by its CPU time, when the code is loaded.
"""
# expect: ending=time answers=0 cpu_ms<400
# given: cpu_seconds=0.1

VALUE = 10**10**8


def attack(x):
    return VALUE
